import { parseAddress } from '../../../core/address.ts'
import { SeededRandom } from '../../../core/random.ts'
import type { FlowEncoder, FlowEncoderOptions } from '../../../flows/wire/encode/flow-encoder.ts'
import { createNetflow5Encoder } from '../../../flows/wire/encode/netflow5-encoder.ts'
import { createSflow5Encoder } from '../../../flows/wire/encode/sflow5-encoder.ts'
import { FlowBatch, writeUint64 } from '../../../flows/wire/flow-batch.ts'
import { DATAGRAM_COUNT, type WireInput } from './template-datagrams.ts'

const AGENT_ADDRESS = parseAddress('192.0.2.1')!
const NOW_MS = 1_760_000_000_000
const TCP = 6
const TCP_SYN_ACK_PUSH = 0x1a

/** Protocols of fixed layout, which need no template. */
export function otherProtocols(): Readonly<Record<'netflow5' | 'sflow5', WireInput>> {
  return {
    netflow5: encoded(createNetflow5Encoder),
    sflow5: encoded((options) => createSflow5Encoder({ ...options, agentAddress: AGENT_ADDRESS })),
  }
}

function encoded(create: (options: FlowEncoderOptions) => FlowEncoder): WireInput {
  const random = new SeededRandom(1)
  const row = new FlowBatch(1)
  const datagrams: Uint8Array[] = []
  let recordCount = 0
  let pendingCount = 0
  const encoder = create({
    observationDomain: 1,
    bootMs: NOW_MS - 86_400_000,
    samplingInterval: 1,
    emit: (datagram) => {
      datagrams.push(datagram)
      recordCount += pendingCount
      pendingCount = 0
    },
  })
  while (datagrams.length < DATAGRAM_COUNT) {
    fillRow(row, random)
    encoder.add(row, 0, NOW_MS)
    pendingCount += 1
  }
  return { announcements: [], datagrams, recordCount }
}

/** A TCP packet of an invented conversation between IPv4 addresses. */
function fillRow(row: FlowBatch, random: SeededRandom): void {
  for (const address of [row.srcAddress, row.dstAddress]) {
    address.set([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff])
    for (let at = 12; at < 16; at++) address[at] = random.integer(256)
  }
  writeUint64(row.startAt, 0, NOW_MS - random.integer(60_000))
  row.durationMs[0] = 0
  row.srcPort[0] = 1024 + random.integer(60_000)
  row.dstPort[0] = 443
  row.protocol[0] = TCP
  row.tcpFlags[0] = TCP_SYN_ACK_PUSH
  writeUint64(row.packets, 0, 1)
  writeUint64(row.octets, 0, 64 + random.integer(1_400))
  row.samplingInterval[0] = 1
}
