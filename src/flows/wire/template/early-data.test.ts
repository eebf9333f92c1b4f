/** Data that comes before the template it needs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ip4, ipfix, netflow9, set, template, u } from '../testing/datagrams.ts'
import { RECEIVED_MS, TestCollector } from '../testing/decoding.ts'

const LIST = [
  [8, 4],
  [12, 4],
  [22, 4],
] as const
const TURNED = [LIST[1], LIST[0], LIST[2]] as const
const RECORD = [...ip4('192.0.2.1'), ...ip4('198.51.100.2'), ...u(4, 400_000)]
const DATA = netflow9([set(256, RECORD, RECORD)])
const TEMPLATE = netflow9([set(0, template(256, LIST))])

test('data before its template is read when the template comes, as of its own receipt', () => {
  const late = new TestCollector()
    .feed(DATA)
    .feed(TEMPLATE, { atMs: RECEIVED_MS + 60_000 })
    .feed(DATA, { atMs: RECEIVED_MS + 61_000 }).result
  const inTime = new TestCollector().feed(TEMPLATE).feed(DATA).result
  assert.deepEqual(late.rows.slice(0, 2), inTime.rows)
  assert.equal(late.rows.length, 4)
  assert.deepEqual(late.refused, {})
})

test('within one message the template may follow its data', () => {
  const { rows, refused } = new TestCollector().feed(
    ipfix([set(256, RECORD), set(2, template(256, LIST))]),
  ).result
  assert.equal(rows.length, 1)
  assert.deepEqual(refused, {})
})

test('sampling that also comes late holds for the records that waited', () => {
  const options = set(1, u(2, 257, 4, 4), u(2, 1, 4), u(2, 34, 4))
  const interval = set(257, u(4, 0, 500))
  const { rows } = new TestCollector()
    .feed(netflow9([set(256, RECORD), interval]))
    .feed(netflow9([set(0, template(256, LIST)), options])).result
  assert.equal(rows[0]!.samplingInterval, 500)
})

test('data waits for a template of its own exporter and domain', () => {
  const collector = new TestCollector()
    .feed(DATA)
    .feed(TEMPLATE, { exporter: '203.0.113.9' })
    .feed(netflow9([set(0, template(256, LIST))], { domain: 77 }))
  assert.equal(collector.rowCount, 0)
  assert.deepEqual(collector.result.refused, { TEMPLATE_MISSING: 1 })
})

test('where two ports disagree on a template, data of a third goes on waiting', () => {
  const collector = new TestCollector()
    .feed(TEMPLATE, { port: 1 })
    .feed(netflow9([set(0, template(256, TURNED))]), { port: 2 })
    .feed(DATA, { port: 3 })
  assert.equal(collector.rowCount, 0)
  collector.feed(TEMPLATE, { port: 3 })
  assert.equal(collector.rowCount, 2)
  assert.deepEqual(collector.result.refused, {})
})

test('what waits too long is counted once, and not read by a template that comes after', () => {
  const { rows, refused } = new TestCollector({ limits: { heldAgeMaxMs: 1000 } })
    .feed(DATA)
    .feed(netflow9([set(300, RECORD)]), { atMs: RECEIVED_MS + 1001 })
    .feed(TEMPLATE, { atMs: RECEIVED_MS + 1002 }).result
  assert.equal(rows.length, 0)
  assert.deepEqual(refused, { TEMPLATE_MISSING: 2 })
})

test('an exporter without room refuses its own newest data and takes no room of another', () => {
  const limits = { heldOctetsPerExporterMax: 5400 }
  const collector = new TestCollector({ limits })
  for (let i = 0; i < 100; i++) collector.feed(DATA)
  collector.feed(DATA, { exporter: '203.0.113.9' })
  collector.feed(TEMPLATE, { exporter: '203.0.113.9' })
  assert.equal(collector.rowCount, 2)
  collector.feed(TEMPLATE)
  assert.equal(collector.rowCount, 22)
  assert.deepEqual(collector.result.refused, { TEMPLATE_MISSING: 90 })
})

test('the room of all is bounded, and free again after use', () => {
  const collector = new TestCollector({ limits: { heldOctetsMax: 10_800 } })
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 100; i++)
      collector.feed(netflow9([set(256 + round, RECORD)]), { exporter: `203.0.113.${i}` })
    for (let i = 0; i < 100; i++)
      collector.feed(netflow9([set(0, template(256 + round, LIST))]), {
        exporter: `203.0.113.${i}`,
      })
    assert.equal(collector.rowCount, 20 * (round + 1))
  }
})
