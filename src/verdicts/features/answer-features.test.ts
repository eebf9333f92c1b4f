import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { FlowTable, type HandmadeFlow, START_MS, WHOLE } from '../flow-table-fixture.ts'
import { valuesByServer } from './values-by-server.fixture.ts'

let table: FlowTable

before(async () => {
  table = await FlowTable.open()
})
after(() => table[Symbol.asyncDispose]())

const ONE_FOR_ALL = '198.51.100.1'
const NOW_AND_THEN_AN_ORDER = '198.51.100.2'
const CONTENT = '198.51.100.3'
const DEAD = '198.51.100.4'

/** Ten clients ask every five minutes; what they send differs. */
function asked(server: string, answer: (nth: number) => number): HandmadeFlow[] {
  return Array.from({ length: 200 }, (_, nth) => ({
    atMs: START_MS + nth * 30_000,
    from: `203.0.113.${1 + (nth % 10)}`,
    fromPort: 40_000 + nth,
    to: server,
    port: 443,
    octets: 300 + 7 * (nth % 13),
    flags: WHOLE,
    back: { packets: 4, octets: answer(nth), flags: WHOLE },
  }))
}

test('one answer for all, an order now and then, and content are three different things', async () => {
  const values = await valuesByServer(table, [
    ...asked(ONE_FOR_ALL, () => 320),
    ...asked(NOW_AND_THEN_AN_ORDER, (nth) => (nth === 77 ? 20_000 : 320)),
    ...asked(CONTENT, (nth) => 500 * (1 + (nth % 17))),
  ])
  const [same, order, content] = [ONE_FOR_ALL, NOW_AND_THEN_AN_ORDER, CONTENT].map(
    (server) => values.get(server)!,
  )
  assert.equal(same!['answer_octets_deviation_log2'], 0)
  assert.equal(same!['answer_octets_range_log2'], 0)
  assert.equal(same!['answer_packet_deviation_log2'], 0)
  assert.ok(order!['answer_octets_deviation_log2']! < 0.5, 'one of two hundred moves no mean')
  assert.ok(Math.abs(order!['answer_octets_range_log2']! - Math.log2(20_001 / 321)) < 0.05)
  assert.ok(content!['answer_octets_deviation_log2']! > 0.5)
})

test('who never answers has no answers to be alike', async () => {
  const values = await valuesByServer(
    table,
    asked(DEAD, () => 0).map(({ back: _, ...flow }) => ({ ...flow, flags: 2, packets: 1 })),
  )
  assert.equal(values.get(DEAD)!['answer_octets_range_log2'], Number.NaN)
  assert.equal(values.get(DEAD)!['answer_packet_deviation_log2'], Number.NaN)
})

test('thinly sampled, octets per packet still say that answers are alike; whole sizes are not known', async () => {
  const sampled = (server: string, octets: (nth: number) => number): HandmadeFlow[] =>
    asked(server, octets).map((flow) => ({ ...flow, sampling: 100 }))
  const values = await valuesByServer(table, [
    ...sampled(ONE_FOR_ALL, (nth) => 80 * (1 + (nth % 3))).map((flow, nth) => ({
      ...flow,
      back: { ...flow.back!, packets: 1 + (nth % 3) },
    })),
    ...sampled(CONTENT, (nth) => 200 * (1 + (nth % 17))),
  ])
  assert.equal(values.get(ONE_FOR_ALL)!['answer_packet_deviation_log2'], 0)
  assert.ok(values.get(CONTENT)!['answer_packet_deviation_log2']! > 0.5)
  assert.equal(values.get(CONTENT)!['answer_octets_range_log2'], Number.NaN)
})
