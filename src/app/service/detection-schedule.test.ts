import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mock, type TestContext, test } from 'node:test'
import { DetectionSchedule } from './detection-schedule.ts'

const EVERY_MS = 15_000

test('detections come at their pace, and not before the past has come in', async (t) => {
  await using run = await schedule(t, true)
  await run.seconds(40)
  assert.equal(run.count(), 0)
  run.past.isComing = false
  await run.seconds(5)
  assert.equal(run.count(), 0, 'what came in last is not stored yet')
  await run.seconds(1)
  assert.equal(run.count(), 1)
  await run.seconds(14)
  assert.equal(run.count(), 1)
  await run.seconds(1)
  assert.equal(run.count(), 2)
})

test('a past that does not end is waited for a minute, and what follows half of it does not rest', async (t) => {
  await using run = await schedule(t, true)
  await run.seconds(60)
  assert.equal(run.count(), 0)
  await run.seconds(1)
  assert.equal(run.count(), 1)
  run.past.isComing = false
  await run.seconds(5)
  assert.equal(run.count(), 2)
})

test('without a past to wait for the first detection comes at once', async (t) => {
  await using run = await schedule(t, false)
  await run.seconds(1)
  assert.equal(run.count(), 1)
})

/** A schedule under a clock of its own; `count` says how often it has detected. */
async function schedule(t: TestContext, isComing: boolean) {
  const directory = await mkdtemp(join(tmpdir(), 'noroshi-schedule-'))
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const detect = mock.fn(async () => undefined)
  const past = { isComing }
  const plan = new DetectionSchedule({
    detect,
    onDetection: async () => {},
    onFailure: (error) => assert.fail(String(error)),
    everyMs: EVERY_MS,
    isCatchingUp: () => past.isComing,
    file: join(directory, 'detection.json'),
    clock: { nowMs: () => 0 },
  })
  await plan.start()
  return {
    past,
    count: () => detect.mock.callCount(),
    seconds: async (count: number) => {
      for (let second = 0; second < count; second++) {
        t.mock.timers.tick(1000)
        // What a timer has begun ends before the next.
        await new Promise((done) => setImmediate(done))
      }
    },
    [Symbol.asyncDispose]: async () => {
      await plan.stop()
      t.mock.timers.reset()
      await rm(directory, { recursive: true })
    },
  }
}
