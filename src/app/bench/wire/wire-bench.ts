import { createFlowDecoder } from '../../../flows/wire/decoder.ts'
import { FlowBatch } from '../../../flows/wire/flow-batch.ts'
import type { ExportProtocol } from '../../../flows/wire/flow-decoder.ts'
import { median } from '../median.ts'
import { decodeToObjects } from './object-decoder.ts'
import { otherProtocols } from './other-protocols.ts'
import {
  ipfixDatagrams,
  netflow9Datagrams,
  TEMPLATE,
  type WireInput,
} from './template-datagrams.ts'

export type WireBench = {
  /** Median of the rounds, NetFlow v9, of CPU time. */
  readonly recordsPerSecond: number
  readonly objectRecordsPerSecond: number
  /** Median of the ratios of rounds that ran side by side. */
  readonly ratioToObjects: number
  /** Slowest and fastest round, records per second. */
  readonly spread: readonly [slowest: number, fastest: number]
  readonly ratioSpread: readonly [lowest: number, highest: number]
  readonly recordCount: number
  readonly rounds: number
  /** Median records per second of each protocol; sFlow's are samples, each with a packet header. */
  readonly byProtocol: Readonly<Record<ExportProtocol, number>>
}

export type WireBenchOptions = {
  /** CPU seconds in all, shared by rounds and decoders. */
  readonly seconds: number
  readonly onProgress?: (fraction: number) => void
}

const ROUND_COUNT = 9
const BATCH_ROWS = 1 << 16

/**
 * How fast the compiled decoder is on a template of 20 IPv4 fields, beside a decoder that makes an
 * object of each record, over the same datagrams. CPU time, so that neighbours on the machine do not
 * count; garbage collection does.
 */
export function benchWire({ seconds, onProgress }: WireBenchOptions): WireBench {
  const v9 = netflow9Datagrams()
  const measured: Record<ExportProtocol, WireInput> = {
    netflow9: v9,
    ipfix: ipfixDatagrams(),
    ...otherProtocols(),
  }
  const contests = Object.entries(measured).map(([name, input]) => ({
    name: name as ExportProtocol,
    round: compiledRound(input),
  }))
  const objects = objectRound(v9)
  const roundSeconds = seconds / ((ROUND_COUNT + 1) * (contests.length + 1))
  const rates = new Map<string, number[]>()
  const note = (name: string, rate: number): void => {
    rates.set(name, [...(rates.get(name) ?? []), rate])
  }
  // Alternating, so that a neighbour on the machine disturbs all alike; the first round warms up.
  for (let index = 0; index <= ROUND_COUNT; index++) {
    onProgress?.(index / (ROUND_COUNT + 1))
    const rate = recordsPerSecond(objects, roundSeconds)
    const others = contests.map(({ name, round }) => ({
      name,
      rate: recordsPerSecond(round, roundSeconds),
    }))
    if (index === 0) continue
    note('objects', rate)
    for (const other of others) note(other.name, other.rate)
    note('ratio', others[0]!.rate / rate)
  }
  const compiled = rates.get('netflow9')!
  const ratios = rates.get('ratio')!.map((ratio) => Math.round(ratio * 10) / 10)
  return {
    recordsPerSecond: Math.round(median(compiled)),
    objectRecordsPerSecond: Math.round(median(rates.get('objects')!)),
    ratioToObjects: median(ratios),
    spread: [Math.round(Math.min(...compiled)), Math.round(Math.max(...compiled))],
    ratioSpread: [Math.min(...ratios), Math.max(...ratios)],
    recordCount: v9.recordCount,
    rounds: ROUND_COUNT,
    byProtocol: Object.fromEntries(
      contests.map(({ name }) => [name, Math.round(median(rates.get(name)!))]),
    ) as Record<ExportProtocol, number>,
  }
}

/** @returns how many records it decoded */
type Round = () => number

function compiledRound({ announcements, datagrams, recordCount }: WireInput): Round {
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
  for (const announcement of announcements)
    decoder.decode(announcement, session, now, sink, observer)
  return () => {
    let count = 0
    for (const datagram of datagrams)
      count += decoder.decode(datagram, session, now, sink, observer)
    if (count !== recordCount) throw new Error(`decoded ${count} of ${recordCount} records`)
    return count
  }
}

function objectRound({ datagrams }: WireInput): Round {
  let seen = 0
  return () => {
    let count = 0
    for (const datagram of datagrams)
      for (const record of decodeToObjects(datagram, TEMPLATE)) {
        count++
        // Using a field keeps the object from being optimised away.
        seen = (seen + Number(record['in_bytes'])) % 1_000_003
      }
    return count
  }
}

function recordsPerSecond(round: Round, roundSeconds: number): number {
  const before = process.cpuUsage()
  let count = 0
  let seconds = 0
  do {
    count += round()
    const { user, system } = process.cpuUsage(before)
    seconds = (user + system) / 1e6
  } while (seconds < roundSeconds)
  return count / seconds
}
