import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAddress } from '../../core/address.ts'
import { FlowBatch, readUint64 } from '../../flows/wire/flow-batch.ts'
import { createCountry } from '../country.ts'
import { Contact, Traffic } from '../traffic/contact.ts'
import { createConnectionSensor } from './connection-sensor.ts'

const START_MS = Date.UTC(2026, 10, 20, 1)
const MINUTE_MS = 60_000
const SESSION = { tcpFlags: 0x12, reverseTcpFlags: 0x12 }
const PING = { tcpFlags: 0x18, reverseTcpFlags: 0x10 }

test('pings on one connection are one row, as long as the connection', () => {
  const rows = sense([
    [0, SESSION],
    ...Array.from({ length: 20 }, (_, i) => [(i + 1) * MINUTE_MS, PING] as const),
  ])
  assert.equal(rows.length, 1)
  assert.equal(readUint64(rows.packets, 0), 21 * 3)
  assert.equal(rows.durationMs[0], 20 * MINUTE_MS + 100)
})

test('silence ends a connection, and so does a new one on the same ports', () => {
  assert.equal(
    sense([
      [0, SESSION],
      [6 * MINUTE_MS, PING],
    ]).length,
    2,
  )
  assert.equal(
    sense([
      [0, SESSION],
      [MINUTE_MS, SESSION],
    ]).length,
    2,
  )
})

test('what the server says belongs to the connection that the client opened', () => {
  const turned = {
    ...PING,
    source: SERVER,
    destination: CLIENT,
    sourcePort: 6667,
    destinationPort: 50_000,
  }
  const rows = sense([
    [0, SESSION],
    [MINUTE_MS, { ...turned, packets: 7 }],
  ])
  assert.equal(rows.length, 1)
  assert.equal(rows.dstPort[0], 6667)
  assert.equal(readUint64(rows.reversePackets, 0), 2 + 7)
})

test('in a country no packet is lost, and rows are fewer', () => {
  const options = { seed: 3, subscribers: 80 }
  const total = { rows: 0, packets: 0 }
  for (const { flows } of createCountry(options).hours(START_MS, 2)) {
    total.rows += flows.length
    for (let row = 0; row < flows.length; row++) total.packets += packetsOf(flows, row)
  }
  const batch = new FlowBatch(total.rows)
  const sensor = createConnectionSensor({ sink: { batch: () => batch } })
  for (const minute of createCountry(options).hours(START_MS, 2)) sensor.observe(minute)
  sensor.end()
  let packets = 0
  for (let row = 0; row < batch.length; row++) packets += packetsOf(batch, row)
  assert.equal(packets, total.packets)
  assert.ok(batch.length < 0.9 * total.rows, `${batch.length} of ${total.rows}`)
})

const CLIENT = parseAddress('100.64.0.1')!
const SERVER = parseAddress('198.18.0.1')!

function sense(contacts: readonly (readonly [number, Partial<Contact>])[]): FlowBatch {
  const batch = new FlowBatch(64)
  const sensor = createConnectionSensor({ sink: { batch: () => batch } })
  for (const [afterMs, shape] of contacts) {
    const traffic = new Traffic()
    const usual = {
      source: CLIENT,
      destination: SERVER,
      sourcePort: 50_000,
      destinationPort: 6667,
      packets: 3,
      octets: 180,
      reversePackets: 2,
      reverseOctets: 120,
      durationMs: 100,
    }
    traffic.add(Object.assign(new Contact(), usual, shape, { startMs: START_MS + afterMs }))
    const startMs = START_MS + afterMs
    sensor.observe({ flows: traffic.flows, startMs, endMs: startMs + MINUTE_MS })
  }
  sensor.end()
  return batch
}

function packetsOf(flows: FlowBatch, row: number): number {
  return readUint64(flows.packets, row) + readUint64(flows.reversePackets, row)
}
