import { getJson } from './client.ts'

const asked = new Map<string, Promise<unknown>>()

/**
 * Asks before there is a page that wants to know: who is signed in and what the first view shows are then on
 * their way at the same time. An answer is used once.
 */
export function askEarly(paths: readonly string[]): void {
  for (const path of paths) {
    const answer = getJson(path)
    // Whoever takes it hears of its failure; if nobody does, nobody missed it.
    answer.catch(() => undefined)
    asked.set(path, answer)
  }
}

/** What was asked early, else a new request. */
export function earlyOrNow<T>(path: string, signal?: AbortSignal): Promise<T> {
  const early = asked.get(path) as Promise<T> | undefined
  asked.delete(path)
  return early ?? getJson<T>(path, signal)
}
