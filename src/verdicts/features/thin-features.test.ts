import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { FlowTable, type HandmadeFlow, START_MS, SYN } from '../flow-table-fixture.ts'
import { valuesByServer } from './values-by-server.fixture.ts'

let table: FlowTable

before(async () => {
  table = await FlowTable.open()
})
after(() => table[Symbol.asyncDispose]())

const visit = (host: number, nth: number, over: Partial<HandmadeFlow> = {}): HandmadeFlow => ({
  atMs: START_MS + host * 7_001 + nth * 300_000,
  from: `203.0.113.${host}`,
  fromPort: 40_000 + 100 * host + nth,
  to: '198.51.100.9',
  port: 443,
  back: { packets: 4, octets: 300 },
  ...over,
})
const visits = (over: (host: number) => Partial<HandmadeFlow>): HandmadeFlow[] =>
  Array.from({ length: 30 }, (_, host) =>
    Array.from({ length: 4 }, (_, nth) => visit(1 + host, nth, over(1 + host))),
  ).flat()

test('clients of one build send alike, however differently their routers sample', async () => {
  const [alike, mixed] = ['198.51.100.1', '198.51.100.2']
  const values = await valuesByServer(table, [
    ...visits((host) => {
      const isThin = host % 2 === 0
      return {
        to: alike,
        sampling: isThin ? 50 : 1,
        packets: isThin ? 1 : 5,
        octets: isThin ? 80 : 400,
      }
    }),
    ...visits((host) => ({ to: mixed, octets: 300 + 40 * host })),
  ])
  assert.ok(values.get(alike)!['packet_size_disagreement']! < 0.01)
  assert.ok(values.get(mixed)!['packet_size_disagreement']! > 0.3)
  assert.ok(values.get(alike)!['pace_disagreement']! > 1, 'the paces differ: thin is scaled up')
})

test('one door tried in the dark already says that a client probes, where the others try none', async () => {
  const [asked, innocent] = ['198.51.100.1', '198.51.100.2']
  const probe = (host: number): HandmadeFlow => {
    const { back: _, ...knock } = visit(host, 9, { to: `192.0.2.${host}`, port: 23, flags: SYN })
    return { ...knock, packets: 1, octets: 40, sampling: 1000 }
  }
  const values = await valuesByServer(table, [
    ...visits((host) => ({ to: host <= 4 ? asked : innocent })),
    ...[1, 2, 3, 4].map(probe),
  ])
  assert.ok(values.get(asked)!['probing_excess']! > 3)
  assert.ok(values.get(innocent)!['probing_excess']! < 0)
  assert.equal(values.get(asked)!['scanning_tail'], 0, 'too few for a threshold')
})

test('who never gets beyond a SYN is counted, sampled or not', async () => {
  const dead = {
    flags: SYN,
    packets: 1,
    octets: 60,
    sampling: 100,
    back: { packets: 0, octets: 0, flags: 0 },
  }
  const values = await valuesByServer(
    table,
    Array.from({ length: 8 }, (_, nth) => [visit(1, nth, dead), visit(2, nth)]).flat(),
  )
  assert.equal(values.get('198.51.100.9')!['unheard_share'], 0.5)
})
