import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openChdb } from './chdb.ts'
import type { FlowEngine } from './flow-engine.ts'

let engine: FlowEngine
before(async () => {
  engine = await openChdb()
})
after(() => engine.close())

test('storing does not wait for a long question, and short questions pass it too', async () => {
  const order: string[] = []
  const long = engine
    .rows('SELECT uniqExact(number * 3) FROM numbers(8000000) SETTINGS max_threads = 1')
    .then(() => order.push('long'))
  await engine.run('CREATE TABLE IF NOT EXISTS t (a UInt8) ENGINE = Memory')
  order.push('stored')
  await engine.rows('SELECT 1')
  order.push('short')
  await long
  assert.deepEqual(order, ['stored', 'short', 'long'])
})

test('a file whose name could leave its quotes is refused before it reaches the engine', async () => {
  const insert = { table: 't', columns: ['a'], paths: [`/x'y.native`], token: 'a' }
  await assert.rejects(engine.insertNative(insert), { code: 'SEGMENT_INVALID' })
  await assert.rejects(engine.insertNative({ ...insert, paths: ['/x.native'], token: `a'b` }), {
    code: 'SEGMENT_INVALID',
  })
})
