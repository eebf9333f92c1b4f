import { protocolNumber } from '../../src/core/protocol.ts'
import { readPcap } from '../../src/flows/ingest/capture/pcap.ts'
import type { FlowRecord } from '../../src/flows/wire/flow-record.ts'
import { type FlowTuple, flowLines } from '../testing/flow-tuple.ts'
import { readWithTshark } from '../testing/tshark.ts'

/**
 * Compares decoded records with tshark's reading of the same capture.
 *
 * @returns the records that only one of the two has; empty when they agree
 */
export async function compareWithTshark(
  path: string,
  records: readonly FlowRecord[],
): Promise<string[]> {
  const { port, protocol } = await receiverOf(path)
  const theirs = flowLines(await readWithTshark(path, port, protocol))
  const ours = flowLines(records.map(tupleOf))
  return [
    ...withoutEach(ours, theirs).map((line) => `only we read    ${line}`),
    ...withoutEach(theirs, ours).map((line) => `only tshark reads ${line}`),
  ]
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
    protocol: protocolNumber(record.proto)!,
    packets: record.pkts_fwd,
    octets: record.bytes_fwd,
    ...(record.pkts_bwd > 0
      ? { reverse: { packets: record.pkts_bwd, octets: record.bytes_bwd } }
      : {}),
  }
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
