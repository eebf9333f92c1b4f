/**
 * How fast the compiled decoder is: records per second of CPU on a NetFlow v9 template of 20 IPv4
 * fields, beside a decoder that makes an object of each record, over the same datagrams in one run.
 * CPU time, so that neighbours on the machine do not count; garbage collection does.
 *
 *     node bench/wire.ts [--json]
 */
import { createFlowDecoder } from '../src/flows/wire/decoder.ts'
import { FlowBatch } from '../src/flows/wire/flow-batch.ts'
import { decodeToObjects, type ObjectTemplate } from './wire-objects.ts'

export type WireBench = {
  readonly recordsPerSecond: number
  readonly objectRecordsPerSecond: number
  readonly ratioToObjects: number
  /** Slowest and fastest round of the compiled decoder, records per second. */
  readonly spread: readonly [slowest: number, fastest: number]
  readonly recordCount: number
}

/** [element, octets]: a usual template of a router, 20 fields, 64 octets. */
const FIELDS: ObjectTemplate = [
  [8, 4],
  [12, 4],
  [15, 4],
  [10, 4],
  [14, 4],
  [2, 8],
  [1, 8],
  [22, 4],
  [21, 4],
  [7, 2],
  [11, 2],
  [6, 1],
  [4, 1],
  [5, 1],
  [9, 1],
  [13, 1],
  [61, 1],
  [16, 4],
  [17, 4],
  [89, 1],
]
const RECORD_OCTETS = FIELDS.reduce((sum, [, length]) => sum + length, 0)
/** What fits into a datagram of 1,400 octets. */
const RECORDS_PER_DATAGRAM = Math.floor((1400 - 24) / RECORD_OCTETS)
/** Different datagrams, so that no cache holds them all and no branch is learnt by heart. */
const DATAGRAM_COUNT = 4096
const ROUND_COUNT = 7
const ROUND_SECONDS = 0.3
const BATCH_ROWS = 1 << 16

export function benchWire(): WireBench {
  const template = templateDatagram()
  const datagrams = Array.from({ length: DATAGRAM_COUNT }, (_none, index) => dataDatagram(index))
  const compiled = compiledRound(template, datagrams)
  const objects = objectRound(datagrams)
  // Alternating, so that a neighbour on the machine disturbs both alike; the first round warms up.
  const rates: { compiled: number[]; objects: number[] } = { compiled: [], objects: [] }
  for (let round = 0; round <= ROUND_COUNT; round++) {
    const rate = { compiled: recordsPerSecond(compiled), objects: recordsPerSecond(objects) }
    if (round === 0) continue
    rates.compiled.push(rate.compiled)
    rates.objects.push(rate.objects)
  }
  const best = median(rates.compiled)
  const beside = median(rates.objects)
  return {
    recordsPerSecond: Math.round(best),
    objectRecordsPerSecond: Math.round(beside),
    ratioToObjects: Math.round((best / beside) * 10) / 10,
    spread: [Math.round(Math.min(...rates.compiled)), Math.round(Math.max(...rates.compiled))],
    recordCount: DATAGRAM_COUNT * RECORDS_PER_DATAGRAM,
  }
}

type Round = () => number

function compiledRound(template: Uint8Array, datagrams: readonly Uint8Array[]): Round {
  const decoder = createFlowDecoder()
  const batch = new FlowBatch(BATCH_ROWS)
  const sink = {
    batch: () => {
      if (batch.length === batch.capacity) batch.length = 0
      return batch
    },
  }
  const session = { exporter: new Uint8Array(16), port: 2055 }
  const observer = {
    refused: (code: string) => {
      throw new Error(code)
    },
  }
  const now = 1_760_000_000_000
  decoder.decode(template, session, now, sink, observer)
  return () => {
    let count = 0
    for (const datagram of datagrams)
      count += decoder.decode(datagram, session, now, sink, observer)
    return count
  }
}

function objectRound(datagrams: readonly Uint8Array[]): Round {
  let seen = 0
  return () => {
    let count = 0
    for (const datagram of datagrams)
      for (const record of decodeToObjects(datagram, FIELDS)) {
        count++
        // Using a field keeps the object from being optimised away.
        seen = (seen + Number(record['in_bytes'])) % 1_000_003
      }
    return count
  }
}

function recordsPerSecond(round: Round): number {
  const before = process.cpuUsage()
  let count = 0
  let seconds = 0
  do {
    count += round()
    const { user, system } = process.cpuUsage(before)
    seconds = (user + system) / 1e6
  } while (seconds < ROUND_SECONDS)
  return count / seconds
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
}

function templateDatagram(): Uint8Array {
  const view = message(20 + 8 + 4 * FIELDS.length, 0)
  view.setUint16(20, 0)
  view.setUint16(22, 8 + 4 * FIELDS.length)
  view.setUint16(24, 256)
  view.setUint16(26, FIELDS.length)
  FIELDS.forEach(([id, length], index) => {
    view.setUint16(28 + 4 * index, id)
    view.setUint16(30 + 4 * index, length)
  })
  return new Uint8Array(view.buffer)
}

function dataDatagram(index: number): Uint8Array {
  const view = message(24 + RECORDS_PER_DATAGRAM * RECORD_OCTETS, index + 1)
  view.setUint16(20, 256)
  view.setUint16(22, 4 + RECORDS_PER_DATAGRAM * RECORD_OCTETS)
  let state = index * 2654435761
  for (let at = 24; at < view.byteLength; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    view.setUint8(at, state >>> 24)
  }
  return new Uint8Array(view.buffer)
}

function message(octetCount: number, sequence: number): DataView {
  const view = new DataView(new ArrayBuffer(octetCount))
  view.setUint16(0, 9)
  view.setUint16(2, RECORDS_PER_DATAGRAM)
  view.setUint32(4, 86_400_000)
  view.setUint32(8, 1_760_000_000)
  view.setUint32(12, sequence)
  return view
}

if (import.meta.main) {
  const result = benchWire()
  const millions = (rate: number): string => `${(rate / 1e6).toFixed(2)} M records/s`
  console.log(
    process.argv.includes('--json')
      ? JSON.stringify(result)
      : `compiled ${millions(result.recordsPerSecond)}, objects ` +
          `${millions(result.objectRecordsPerSecond)}, ratio ${result.ratioToObjects}`,
  )
}
