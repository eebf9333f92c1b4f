import assert from 'node:assert/strict'

const POLL_MS = 50

/** Waits for something that another process or thread will do; fails when it does not, with what `say` knows of it. */
export async function until(
  isTrue: () => boolean | Promise<boolean>,
  withinSeconds = 30,
  say?: () => string,
): Promise<void> {
  for (let waitedMs = 0; waitedMs < withinSeconds * 1000; waitedMs += POLL_MS) {
    if (await isTrue()) return
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  const known = say ? `:\n${say()}` : ''
  assert.fail(`did not happen within ${withinSeconds} seconds${known}`)
}
