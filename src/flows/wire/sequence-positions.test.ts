import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ip4, ipfix, netflow9, set, template } from './testing/datagrams.ts'
import { RECEIVED_MS, TestCollector } from './testing/decoding.ts'

const LIST = [
  [8, 4],
  [12, 4],
] as const
const RECORD = [...ip4('192.0.2.1'), ...ip4('198.51.100.2')]
const TEMPLATES = [ipfix([set(2, template(300, LIST))]), netflow9([set(0, template(256, LIST))])]
const records = (sequence: number, count: number) =>
  ipfix([set(300, ...new Array(count).fill(RECORD))], { sequence })

/** What a new process would know of an old one. */
function restarted(before: TestCollector): TestCollector {
  const after = new TestCollector()
  after.decoder.restore(JSON.parse(JSON.stringify(before.decoder.snapshot())), RECEIVED_MS)
  after.decoder.resume(JSON.parse(JSON.stringify(before.decoder.positions())))
  return after
}

test('what was sent while nobody listened is missing after a restart', () => {
  const before = new TestCollector().feed(TEMPLATES[0]!).feed(records(0, 10))
  const after = restarted(before).feed(records(25, 5)).feed(records(30, 5))
  assert.equal(after.result.received, 10)
  assert.equal(after.result.missing, 15)
})

test('an exporter that restarted while nobody listened lost nothing that we know of', () => {
  const before = new TestCollector().feed(TEMPLATES[0]!).feed(records(5_000_000, 10))
  const after = restarted(before).feed(records(0, 5)).feed(records(5, 5)).feed(records(12, 1))
  assert.equal(after.result.missing, 2)
})

test('each source port of each domain goes on by its own numbers', () => {
  const before = new TestCollector()
  for (const port of [1000, 2000])
    before.feed(TEMPLATES[0]!, { port }).feed(records(port, 10), { port })
  const after = restarted(before)
  after.feed(records(1010, 1), { port: 1000 }).feed(records(2013, 1), { port: 2000 })
  assert.equal(after.result.missing, 3)
})

test('a TCP connection and a sequence that cannot be known are not kept', () => {
  const collector = new TestCollector()
  collector.feed(TEMPLATES[0]!, { port: 70_000 }).feed(records(0, 1), { port: 70_000 })
  collector.feed(ipfix([set(999, RECORD)], { sequence: 4 }), { port: 1 })
  assert.deepEqual(collector.decoder.positions(), [])
})

test('data that waits is told, and told again when it no longer does', () => {
  const changes: number[] = []
  const collector = new TestCollector()
  const session = { exporter: new Uint8Array(16), port: 1 }
  const sink = { batch: () => assert.fail('no record is complete') }
  collector.decoder.decode(ipfix([set(999, RECORD)]), session, RECEIVED_MS, sink, {
    refused: () => {},
    waiting: (change) => changes.push(change),
  })
  collector.decoder.giveUp()
  assert.deepEqual(changes, [1, -1])
})

test('whatever a file holds, resuming keeps to what makes sense and never throws', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.jsonValue(), fc.array(fc.integer()))), (positions) => {
      const { decoder } = new TestCollector()
      decoder.resume(positions)
      assert.deepEqual(decoder.positions(), [])
    }),
  )
})
