import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAddress, parseAddress } from '../../core/address.ts'
import { FlowBatch, writeUint64 } from '../../flows/wire/flow-batch.ts'
import { createCountry } from '../country.ts'
import { CountryError } from '../errors.ts'
import { type RecordedFlow, recordedFlows } from './recorded-flow.ts'
import { type Recording, recordedChannel, recordedHost } from './recording.ts'

const START_MS = Date.UTC(2026, 10, 20, 0, 0)
const HOUR_MS = 3_600_000

test('a recorded channel is planted with new addresses, its port and shape kept', () => {
  const channel = recordedChannel(beacon(40, 60_000), {
    role: 'controller',
    label: 'made-up',
    copies: 5,
  })
  const { country, contacts } = run(channel, 2)
  const [c2] = country.truth()
  assert.equal(c2?.family, 'made-up')
  assert.equal(c2?.bots, 5)
  assert.equal(c2?.port, 6667)
  const mine = contacts.filter(({ server }) => server === c2?.address)
  assert.equal(new Set(mine.map(({ client }) => client)).size, 5)
  // The 40 minutes are repeated as long as the country lives: 120 contacts each in two hours.
  assert.ok(Math.abs(mine.length - 5 * 120) < 15, `${mine.length}`)
  assert.ok(mine.every(({ octets, client }) => octets === 300 && client.startsWith('100.64.')))
  const seconds = new Set(mine.map(({ atMs }) => Math.floor(atMs / 1000) % 60))
  assert.ok(seconds.size >= 4, 'copies have phases of their own')
})

test('jitter moves the contacts of a copy, and no further than it says', () => {
  const gaps = (jitter: number): number[] => {
    const { country, contacts } = run(
      recordedChannel(beacon(200, 60_000), { role: 'controller', jitter, copies: 1 }),
      3,
    )
    const times = contacts
      .filter(({ server }) => server === country.truth()[0]!.address)
      .map(({ atMs }) => atMs)
    return times.slice(1).map((atMs, i) => atMs - times[i]!)
  }
  assert.ok(gaps(0).every((gap) => gap === 60_000))
  const jittered = gaps(0.2)
  assert.ok(jittered.every((gap) => gap > 35_000 && gap < 85_000))
  assert.ok(new Set(jittered).size > 50)
})

test('thinning keeps one packet in so many, and of octets their share', () => {
  const packets = (thinning: number): number =>
    run(recordedChannel(beacon(100, 10_000), { role: 'controller', thinning, copies: 4 }), 2)
      .contacts.filter(({ port }) => port === 6667)
      .reduce((sum, contact) => sum + contact.packets, 0)
  const ratio = packets(10) / packets(1)
  assert.ok(ratio > 0.07 && ratio < 0.13, `${ratio}`)
})

test('recorded hosts keep their servers in common, and what never left the house stays out', () => {
  const host = (client: string): Recording =>
    recordedHost([
      flow({ client, server: '8.8.8.8', serverPort: 53, protocol: 17, startMs: 1000 }),
      flow({ client, server: '239.255.255.250', serverPort: 1900, protocol: 17, startMs: 2000 }),
      flow({ client, server: '192.168.1.1', serverPort: 53, protocol: 17, startMs: 3000 }),
    ])
  const { contacts } = run([host('192.168.1.5'), host('192.168.1.6')], 1)
  assert.equal(new Set(contacts.map(({ server }) => server)).size, 1)
  assert.equal(new Set(contacts.map(({ client }) => client)).size, 2)
  assert.ok(contacts[0]!.server.startsWith('198.'))
})

test('what came from the server still comes from it, through the upstream interface', () => {
  const { contacts } = run(
    recordedChannel([flow({ isFromServer: true, startMs: 0 }), flow({ startMs: 60_000 })], {
      role: 'controller',
    }),
    1,
  )
  const inbound = contacts.filter(({ isInbound }) => isInbound)
  assert.equal(inbound.length * 2, contacts.length)
  assert.ok(inbound.every(({ ingress }) => ingress === 1))
})

test('a recording without repetition is played once', () => {
  const { contacts } = run(
    recordedChannel(beacon(10, 60_000), { role: 'controller', isRepeated: false }),
    2,
  )
  assert.equal(contacts.length, 10)
})

test('ingested records become recorded flows, seen from the inside', () => {
  const batch = new FlowBatch(4)
  const add = (source: string, destination: string, sourcePort: number, port: number): void => {
    const row = batch.length++
    batch.srcAddress.set(parseAddress(source)!, 16 * row)
    batch.dstAddress.set(parseAddress(destination)!, 16 * row)
    batch.srcPort[row] = sourcePort
    batch.dstPort[row] = port
    batch.protocol[row] = 6
    writeUint64(batch.startAt, row, START_MS + row)
    writeUint64(batch.packets, row, 3)
  }
  add('10.0.0.5', '192.0.2.1', 50_000, 443)
  add('192.0.2.9', '10.0.0.5', 40_000, 22)
  add('192.0.2.9', '192.0.2.1', 1, 2)
  const flows = recordedFlows(batch, (address) => address.startsWith('10.'))
  assert.equal(flows.length, 2)
  assert.deepEqual(
    flows.map(({ client, server, serverPort, isFromServer }) => [
      client,
      server,
      serverPort,
      isFromServer,
    ]),
    [
      ['10.0.0.5', '192.0.2.1', 443, false],
      ['10.0.0.5', '192.0.2.9', 40_000, true],
    ],
  )
})

test('an empty recording is refused', () => {
  assert.throws(
    () => recordedHost([flow({ server: '192.168.0.1' })]),
    (error) => error instanceof CountryError && error.code === 'RECORDING_UNUSABLE',
  )
})

type Seen = {
  readonly atMs: number
  readonly client: string
  readonly server: string
  readonly port: number
  readonly packets: number
  readonly octets: number
  readonly isInbound: boolean
  readonly ingress: number
}

/** A country in which nothing moves but the recording. */
function run(recording: Recording | readonly Recording[], hours: number) {
  const country = createCountry({
    seed: 8,
    subscribers: 60,
    families: [],
    trapKinds: [],
    liveliness: 0,
    recordings: [recording].flat(),
  })
  const contacts: Seen[] = []
  for (const { flows } of country.hours(START_MS, hours))
    for (let row = 0; row < flows.length; row++) {
      const source = formatAddress(flows.srcAddress, 16 * row)
      const destination = formatAddress(flows.dstAddress, 16 * row)
      const isInbound = !source.startsWith('100.64.')
      contacts.push({
        atMs: flows.startAt[2 * row]! + flows.startAt[2 * row + 1]! * 2 ** 32,
        client: isInbound ? destination : source,
        server: isInbound ? source : destination,
        port: isInbound ? flows.srcPort[row]! : flows.dstPort[row]!,
        packets: flows.packets[2 * row]!,
        octets: flows.octets[2 * row]!,
        isInbound,
        ingress: flows.ingressInterface[row]!,
      })
    }
  return { country, contacts }
}

function beacon(count: number, gapMs: number): readonly RecordedFlow[] {
  return Array.from({ length: count }, (_, i) => flow({ startMs: HOUR_MS + i * gapMs }))
}

function flow(given: Partial<RecordedFlow>): RecordedFlow {
  return {
    startMs: 0,
    durationMs: 200,
    protocol: 6,
    client: '10.0.0.7',
    clientPort: 50_123,
    server: '203.0.113.77',
    serverPort: 6667,
    isFromServer: false,
    packets: 5,
    octets: 300,
    reversePackets: 4,
    reverseOctets: 260,
    tcpFlags: 0x1b,
    reverseTcpFlags: 0x1b,
    ...given,
  }
}
