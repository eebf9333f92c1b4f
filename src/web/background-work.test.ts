import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { BackgroundWork } from './background-work.ts'
import { WebError } from './problems/errors.ts'

it('says how far it is, keeps what came of it, and does one thing at a time', async () => {
  const work = new BackgroundWork<string>(() => 7)
  assert.equal(work.state, null)
  const gate = Promise.withResolvers<void>()
  work.start('k.sato', async (onProgress) => {
    onProgress(1, 2)
    await gate.promise
    return 'done'
  })
  assert.deepEqual([work.state!.done, work.state!.total, work.state!.endedAtMs], [1, 2, null])
  assert.throws(
    () => work.start('m.tanaka', async () => 'other'),
    (error: WebError) => error.code === 'WORK_RUNNING',
  )
  gate.resolve()
  await setImmediate()
  assert.deepEqual([work.state!.result, work.state!.startedBy], ['done', 'k.sato'])
})

it('keeps the code of what stopped it, and can begin again', async () => {
  const work = new BackgroundWork<string>(() => 7)
  work.start('k.sato', async () => {
    throw new WebError('WINDOW_INVALID')
  })
  await setImmediate()
  assert.equal(work.state!.failureCode, 'WINDOW_INVALID')
  work.start('k.sato', async () => 'again')
  await setImmediate()
  assert.deepEqual([work.state!.result, work.state!.failureCode], ['again', null])
})
