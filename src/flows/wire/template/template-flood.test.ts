import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ip4, ipfix, netflow9, set, template, u } from '../testing/datagrams.ts'
import { RECEIVED_MS, TestCollector } from '../testing/decoding.ts'

const ENDS = [...ip4('192.0.2.1'), ...ip4('198.51.100.2')]

/** A template that no other index has, with one record of it. */
function unheardOf(index: number): Uint8Array {
  const padding = 1 + (index % 20_000)
  const list = [
    [8, 4],
    [12, 4],
    [210, padding],
  ] as const
  return netflow9([
    set(0, template(256, list)),
    set(256, ENDS, u(4, 0), new Array(Math.max(padding - 4, 0)).fill(0)),
  ])
}

const LIMITS = { templateWorkMax: 210, templateWorkPerSecond: 21, compilationCost: 20 }

test('an exporter that announces ever new layouts gets no more compiled than its share', () => {
  const collector = new TestCollector({ limits: LIMITS })
  for (let i = 10; i < 110; i++) collector.feed(unheardOf(i))
  const { rows, refused } = collector.result
  assert.equal(rows.length, 10)
  assert.equal(refused.TEMPLATE_FLOOD, 90)
})

test('its share grows again with the time of receipt', () => {
  const collector = new TestCollector({ limits: LIMITS })
  for (let i = 10; i < 110; i++) collector.feed(unheardOf(i))
  for (let i = 0; i < 4; i++)
    collector.feed(unheardOf(200 + i), { atMs: RECEIVED_MS + 1000 * (i + 1) })
  assert.equal(collector.result.rows.length, 14)
})

test('another exporter compiles what it needs meanwhile', () => {
  const collector = new TestCollector({ limits: LIMITS })
  for (let i = 10; i < 110; i++) collector.feed(unheardOf(i), { exporter: '203.0.113.66' })
  const before = collector.result.rows.length
  collector.feed(unheardOf(300))
  assert.equal(collector.result.rows.length, before + 1)
})

test('forged sources, each within its share, meet the limit of all', () => {
  const collector = new TestCollector({
    limits: { ...LIMITS, templateWorkOfAllMax: 420, templateWorkOfAllPerSecond: 1 },
  })
  for (let i = 0; i < 50; i++) collector.feed(unheardOf(10 + i), { exporter: `203.0.113.${i}` })
  assert.equal(collector.result.rows.length, 20)
})

test('refreshing templates and using compiled layouts cost nothing', () => {
  const collector = new TestCollector({ limits: { ...LIMITS, templateWorkPerSecond: 0 } })
  for (let i = 0; i < 1000; i++) collector.feed(unheardOf(10))
  assert.equal(collector.result.rows.length, 1000)
  assert.deepEqual(collector.result.refused, {})
})

test('records left out for a flood are counted one by one, also those of variable length', () => {
  const list = [
    [8, 4],
    [12, 4],
    [82, 65535],
  ] as const
  const records = [...ENDS, 2, 65, 66, ...ENDS, 0, ...ENDS, 1, 67]
  const { rows, refused, received } = new TestCollector({
    limits: { ...LIMITS, templateWorkMax: 5 },
  }).feed(ipfix([set(2, template(256, list)), set(256, records)])).result
  assert.equal(rows.length, 0)
  assert.deepEqual(refused, { TEMPLATE_FLOOD: 3 })
  assert.equal(received, 3)
})
