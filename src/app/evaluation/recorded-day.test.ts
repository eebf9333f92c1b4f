import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '../../core/random.ts'
import type { RecordedFlow } from '../../country/index.ts'
import { drawRecordedDay } from './recorded-day.ts'

const flow = (second: number, over: Partial<RecordedFlow> = {}): RecordedFlow => ({
  startMs: second * 1000,
  durationMs: 200,
  protocol: 6,
  client: '192.0.2.7',
  clientPort: 40_000 + second,
  server: '198.51.100.9',
  serverPort: 443,
  isFromServer: false,
  packets: 6,
  octets: 900,
  reversePackets: 5,
  reverseOctets: 2_000,
  tcpFlags: 27,
  reverseTcpFlags: 27,
  ...over,
})
const MATERIAL = {
  channels: [{ name: 'recorded', flows: Array.from({ length: 40 }, (_, i) => flow(i * 2)) }],
  hosts: [
    Array.from({ length: 80 }, (_, i) => flow(i * 9, { server: `198.51.100.${1 + (i % 20)}` })),
  ],
}
const SIZE = { subscribers: 90, controllers: 30, sinkholes: 3 }
const draw = (seed: number) => drawRecordedDay(new SeededRandom(seed), MATERIAL, SIZE)

test('a day holds machines for its subscribers, its controllers and its sinkholes, alike for a seed', () => {
  const day = draw(3)
  assert.deepEqual(day, draw(3))
  assert.equal(day.filter(({ role }) => role === 'controller').length, SIZE.controllers)
  assert.equal(day.filter(({ role }) => role === 'sinkhole').length, SIZE.sinkholes)
  const people = day.filter(({ kind }) => kind === 'host')
  assert.ok(people.reduce((sum, { copies }) => sum + copies, 0) >= SIZE.subscribers)
})

test('no server is everybody’s, or the gate would leave out what the day is made of', () => {
  const groupsOf = new Map<string, number>()
  for (const { kind, flows } of draw(4))
    if (kind === 'host')
      for (const server of new Set(flows.map((one) => one.server)))
        groupsOf.set(server, (groupsOf.get(server) ?? 0) + 1)
  assert.ok(Math.max(...groupsOf.values()) <= 60 && groupsOf.size > 40)
})

test('channels are slowed down to a pace that a day can hold, and some are dead', () => {
  const channels = draw(5).filter(({ role }) => role === 'controller')
  for (const { flows } of channels) assert.ok(flows[1]!.startMs - flows[0]!.startMs >= 9_000)
  const dead = channels.filter(({ flows }) => flows.every((one) => one.reversePackets === 0))
  assert.ok(dead.length > 0 && dead.length < channels.length / 2)
})

test('a sinkhole answers alike whoever asks', () => {
  for (const { role, flows } of draw(6))
    if (role === 'sinkhole')
      assert.equal(new Set(flows.map(({ reverseOctets }) => reverseOctets)).size, 1)
})
