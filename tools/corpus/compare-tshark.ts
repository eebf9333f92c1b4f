import { protocolNumber } from '../../src/core/protocol.ts'
import { readPcap } from '../../src/flows/ingest/capture/pcap.ts'
import type { FlowRecord } from '../../src/flows/wire/flow-record.ts'
import { type FlowDetail, type FlowTuple, flowLines } from '../testing/flow-tuple.ts'
import { readWithTshark } from '../testing/tshark.ts'

export type Comparison = {
  /** What only one of the two has, or has otherwise; empty when they agree. */
  readonly differences: readonly string[]
  /** Records that both have. */
  readonly records: number
  /** Flags, starts and durations compared beside the records' tuples. */
  readonly details: number
}

/** Both round a time to milliseconds, each in its own way. */
const TIME_TOLERANCE_MS = 1.5
const TCP = 6
const FLAG_LETTERS = 'FSRPAUEC'

/** Compares decoded records with tshark's reading of the same capture, record by record. */
export async function compareWithTshark(
  path: string,
  records: readonly FlowRecord[],
): Promise<Comparison> {
  const { port, protocol } = await receiverOf(path)
  const theirs = await readWithTshark(path, port, protocol)
  const ours = records.map(tupleOf)
  const [ourLines, theirLines] = [flowLines(ours), flowLines(theirs)]
  const onlyOurs = withoutEach(ourLines, theirLines)
  const details = compareDetails(ours, theirs)
  return {
    differences: [
      ...onlyOurs.map((line) => `only we read    ${line}`),
      ...withoutEach(theirLines, ourLines).map((line) => `only tshark reads ${line}`),
      ...details.differences,
    ],
    records: ours.length - onlyOurs.length,
    details: details.count,
  }
}

async function receiverOf(path: string): Promise<{ port: number; protocol: 'cflow' | 'sflow' }> {
  for await (const { dstPort, payload } of readPcap(path))
    return { port: dstPort, protocol: payload[0] === 0 && payload[1] === 0 ? 'sflow' : 'cflow' }
  throw new Error(`${path} holds no datagram`)
}

function tupleOf(record: FlowRecord): FlowTuple {
  return {
    src: record.src_ip,
    dst: record.dst_ip,
    srcPort: record.src_port,
    dstPort: record.dst_port,
    protocol: protocolNumber(record.proto) ?? Number(record.proto),
    packets: record.pkts_fwd,
    octets: record.bytes_fwd,
    ...(record.pkts_bwd + record.bytes_bwd > 0
      ? { reverse: { packets: record.pkts_bwd, octets: record.bytes_bwd } }
      : {}),
    detail: {
      tcpFlags: flagsOf(record.state),
      startMs: record.ts * 1000,
      durationMs: record.dur * 1000,
    },
  }
}

/** Of the forward direction. */
function flagsOf(state: string): number {
  const [forward = ''] = state.split('_')
  return [...forward].reduce((flags, letter) => flags | (1 << FLAG_LETTERS.indexOf(letter)), 0)
}

/** Records alike in all else are told apart by their times. */
function compareDetails(ours: readonly FlowTuple[], theirs: readonly FlowTuple[]) {
  const line = (flow: FlowTuple): string => flowLines([flow])[0]!
  const others = Map.groupBy(theirs, line)
  const differences: string[] = []
  let count = 0
  for (const [key, same] of Map.groupBy(ours, line)) {
    const counterparts = byStart(others.get(key) ?? [])
    for (const [index, flow] of byStart(same).entries()) {
      const compared = compareDetail(flow, counterparts[index]?.detail ?? {})
      count += compared.count
      differences.push(...compared.differences.map((difference) => `${key}: ${difference}`))
    }
  }
  return { differences, count }
}

function byStart(flows: readonly FlowTuple[]): FlowTuple[] {
  return [...flows].sort((a, b) => (a.detail?.startMs ?? 0) - (b.detail?.startMs ?? 0))
}

/** What tshark does not tell is not compared. */
function compareDetail({ protocol, detail = {} }: FlowTuple, their: FlowDetail) {
  const differences: string[] = []
  let count = 0
  for (const name of ['tcpFlags', 'startMs', 'durationMs'] as const) {
    const value = their[name]
    if (value === undefined || (name === 'tcpFlags' && protocol !== TCP)) continue
    count += 1
    const tolerance = name === 'tcpFlags' ? 0 : TIME_TOLERANCE_MS
    if (Math.abs((detail[name] ?? 0) - value) > tolerance)
      differences.push(`${name} is ${detail[name]}, tshark's ${value}`)
  }
  return { differences, count }
}

/** Multiset difference. */
function withoutEach(lines: readonly string[], others: readonly string[]): string[] {
  const rest = new Map<string, number>()
  for (const line of others) rest.set(line, (rest.get(line) ?? 0) + 1)
  return lines.filter((line) => {
    const count = rest.get(line) ?? 0
    if (count > 0) rest.set(line, count - 1)
    return count === 0
  })
}
