import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../core/time-span.ts'
import { WebError } from '../problems/errors.ts'
import { instant, readStep, readWindow } from './time-window.ts'

const recent = async () => ({ startMs: 0, endMs: DAY_MS })
const refusal = (code: string) => (error: unknown) =>
  error instanceof WebError && error.code === code

it('who names no window gets the recent one', async () => {
  assert.deepEqual(await readWindow({}, recent), { startMs: 0, endMs: DAY_MS })
})

it('half a window, an empty one and one that runs backwards are refused', async () => {
  for (const query of [
    { from: instant(5) },
    { to: instant(5) },
    { from: instant(5), to: instant(5) },
    { from: instant(6), to: instant(5) },
  ])
    await assert.rejects(readWindow(query, recent), refusal('WINDOW_INVALID'))
})

it('31 days are a window, a millisecond more is not', async () => {
  const query = (endMs: number) => ({ from: instant(0), to: instant(endMs) })
  assert.equal((await readWindow(query(31 * DAY_MS), recent)).endMs, 31 * DAY_MS)
  await assert.rejects(readWindow(query(31 * DAY_MS + 1), recent), refusal('WINDOW_TOO_WIDE'))
})

it('whatever the window, the step that is chosen for it is round and gives at most 300 points', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 31 * DAY_MS }), (endMs) => {
      const step = readStep(undefined, { startMs: 0, endMs })
      assert.equal(86_400 % step, 0)
      assert.ok(endMs / SECOND_MS / step <= 300)
    }),
  )
})

it('2,000 steps are allowed, and not one more', () => {
  assert.equal(readStep(10, { startMs: 0, endMs: 20_000 * SECOND_MS }), 10)
  assert.throws(() => readStep(10, { startMs: 0, endMs: 6 * HOUR_MS }), refusal('STEP_TOO_FINE'))
})
