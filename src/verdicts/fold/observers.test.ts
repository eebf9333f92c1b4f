import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { SeededRandom } from '../../core/random.ts'
import { MINUTE_MS } from '../../core/time-span.ts'
import { FlowTable, type HandmadeFlow, START_MS } from '../flow-table-fixture.ts'
import { mergedPairs } from './pair-hours.fixture.ts'

const SERVER = '198.51.100.9'
let table: FlowTable
before(async () => {
  table = await FlowTable.open()
})
after(() => table[Symbol.asyncDispose]())

type Seen = Partial<HandmadeFlow> & { readonly exporter: string }

const asked = (conversation: number, seen: Seen): HandmadeFlow => ({
  atMs: START_MS + conversation * MINUTE_MS,
  from: '203.0.113.1',
  fromPort: 40_000 + conversation,
  to: SERVER,
  port: 6667,
  octets: 100 * (seen.packets ?? 5),
  ...seen,
})
const answered = (conversation: number, seen: Seen): HandmadeFlow => ({
  ...asked(conversation, seen),
  from: SERVER,
  fromPort: 6667,
  to: '203.0.113.1',
  port: 40_000 + conversation,
})

async function folded(flows: readonly HandmadeFlow[]) {
  await table.replace(flows)
  await table.fold()
  const pairs = await mergedPairs(table)
  assert.equal(pairs.length, 1)
  const { up, down, contacts } = pairs[0]!
  return { upPackets: up[1], downPackets: down[1], contacts: contacts.length, octets: up[2] }
}

test('a flow that two routers saw counts once, as the one that saw more of it', async () => {
  const found = await folded([
    asked(1, { exporter: '10.0.0.1', packets: 4 }),
    asked(1, { exporter: '10.0.0.2', packets: 6 }),
    answered(1, { exporter: '10.0.0.1', packets: 9 }),
    answered(1, { exporter: '10.0.0.2', packets: 8 }),
  ])
  assert.deepEqual(found, { upPackets: 6, downPackets: 9, contacts: 1, octets: 600 })
})

test('ingress and egress metering of one router count once', async () => {
  const exporter = '10.0.0.1'
  const found = await folded([
    asked(1, { exporter, ingress: 1, egress: 7, packets: 5 }),
    asked(1, { exporter, ingress: 7, egress: 2, packets: 5 }),
  ])
  assert.deepEqual(found, { upPackets: 5, downPackets: 0, contacts: 1, octets: 500 })
})

test('flows that equal-cost paths lead over two routers are all kept', async () => {
  const flows = Array.from({ length: 10 }, (_, i) =>
    asked(i, { exporter: i % 2 ? '10.0.0.1' : '10.0.0.2', packets: 3 }),
  )
  const twice = asked(0, { exporter: '10.0.0.1', packets: 2 })
  assert.deepEqual(await folded([...flows, twice]), {
    upPackets: 30,
    downPackets: 0,
    contacts: 10,
    octets: 3000,
  })
})

test('both directions are kept where each takes another router', async () => {
  const found = await folded([
    asked(1, { exporter: '10.0.0.1', packets: 4 }),
    asked(1, { exporter: '10.0.0.3', packets: 4 }),
    answered(1, { exporter: '10.0.0.2', packets: 7 }),
  ])
  assert.deepEqual(found, { upPackets: 4, downPackets: 7, contacts: 1, octets: 400 })
})

test('two thin samplers in a row: the pair is as the one saw it that saw more', async () => {
  const seen = (exporter: string, count: number) =>
    Array.from({ length: count }, (_, i) => asked(i, { exporter, packets: 1, sampling: 1000 }))
  const found = await folded([...seen('10.0.0.1', 3), ...seen('10.0.0.2', 5)])
  assert.deepEqual(found, { upPackets: 5, downPackets: 0, contacts: 5, octets: 500 })
})

test('drawn networks: every conversation counts as its best observer saw it, whatever the order', async () => {
  const random = new SeededRandom(11)
  const flows: HandmadeFlow[] = []
  const best = { up: new Map<number, HandmadeFlow>(), down: new Map<number, HandmadeFlow>() }
  for (let conversation = 0; conversation < 200; conversation++)
    for (const exporter of ['10.0.0.1', '10.0.0.2', '10.0.0.3']) {
      if (random.next() < 0.5) continue
      const make = random.next() < 0.5 ? asked : answered
      const flow = make(conversation, { exporter, packets: 1 + random.integer(9), sampling: 1 })
      const kept = make === asked ? best.up : best.down
      const before = kept.get(conversation)
      if (!before || flow.packets! > before.packets!) kept.set(conversation, flow)
      flows.push(flow)
    }
  const sum = (kept: Map<number, HandmadeFlow>): number =>
    [...kept.values()].reduce((total, { packets }) => total + packets!, 0)
  const expected = { upPackets: sum(best.up), downPackets: sum(best.down) }
  for (const order of [flows, flows.toReversed()]) {
    const { upPackets, downPackets, contacts } = await folded(order)
    assert.deepEqual({ upPackets, downPackets }, expected)
    assert.equal(contacts, best.up.size)
  }
})
