import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as breathe } from 'node:timers/promises'
import { runPasses } from './run-passes.ts'

test('every pass runs once, and no more than two at a time', async () => {
  const begun: number[] = []
  let running = 0
  let most = 0
  await runPasses(7, async (pass) => {
    begun.push(pass)
    most = Math.max(most, ++running)
    await breathe()
    running--
  })
  assert.deepEqual(begun, [0, 1, 2, 3, 4, 5, 6])
  assert.equal(most, 2)
})

test('after a failure no pass begins, and the failure is told when the other has ended', async () => {
  const begun: number[] = []
  const ended: number[] = []
  const other = Promise.withResolvers<void>()
  const run = runPasses(9, async (pass) => {
    begun.push(pass)
    if (pass === 1) throw new Error('no room')
    await other.promise
    ended.push(pass)
  })
  await breathe()
  assert.deepEqual(ended, [])
  other.resolve()
  await assert.rejects(run, /no room/)
  assert.deepEqual([begun, ended], [[0, 1], [0]])
})
