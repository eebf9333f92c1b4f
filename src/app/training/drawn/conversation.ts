import type { FlowBatch } from '../../../flows/wire/flow-batch.ts'

/** One conversation as a sensor sees it whole. Addresses are IPv4 as numbers; flags are unions of a direction. */
export type Conversation = {
  readonly startMs: number
  readonly durationMs: number
  readonly client: number
  readonly server: number
  readonly clientPort: number
  readonly port: number
  readonly protocol: number
  readonly upPackets: number
  readonly upOctets: number
  readonly downPackets: number
  readonly downOctets: number
  readonly upFlags: number
  readonly downFlags: number
}

export type Emit = (conversation: Conversation) => void

/** What a record says beyond the conversation: who observed it, and how. */
export type Observation = {
  readonly sampling: number
  readonly exporter: number
  /** The record holds both directions and knows who began. */
  readonly isBiflow: boolean
}

/** Appends a record. The batch must have room. */
export function writeRecord(
  batch: FlowBatch,
  record: Conversation,
  { sampling, exporter, isBiflow }: Observation,
): void {
  const row = batch.length
  const startMs = Math.round(record.startMs)
  batch.receivedAt[row] = Math.floor(startMs / 1000) + 60
  batch.startAt[2 * row] = startMs % 2 ** 32
  batch.startAt[2 * row + 1] = Math.floor(startMs / 2 ** 32)
  batch.durationMs[row] = Math.round(record.durationMs)
  writeAddress(batch.srcAddress, row, record.client)
  writeAddress(batch.dstAddress, row, record.server)
  writeAddress(batch.exporter, row, exporter)
  batch.srcPort[row] = record.clientPort
  batch.dstPort[row] = record.port
  batch.protocol[row] = record.protocol
  batch.tcpFlags[row] = record.upFlags
  batch.reverseTcpFlags[row] = record.downFlags
  writeCount(batch.packets, row, record.upPackets)
  writeCount(batch.octets, row, record.upOctets)
  writeCount(batch.reversePackets, row, record.downPackets)
  writeCount(batch.reverseOctets, row, record.downOctets)
  batch.samplingInterval[row] = sampling
  batch.observationDomain[row] = 0
  batch.ingressInterface[row] = 0
  batch.egressInterface[row] = 0
  batch.biflowDirection[row] = isBiflow ? 1 : 0
  batch.length++
}

/** The same conversation as seen from the other side. */
export function reversed(record: Conversation): Conversation {
  return {
    ...record,
    client: record.server,
    server: record.client,
    clientPort: record.port,
    port: record.clientPort,
    upPackets: record.downPackets,
    upOctets: record.downOctets,
    downPackets: record.upPackets,
    downOctets: record.upOctets,
    upFlags: record.downFlags,
    downFlags: record.upFlags,
  }
}

function writeAddress(column: Uint8Array, row: number, address: number): void {
  column.fill(0, 16 * row, 16 * row + 10)
  column[16 * row + 10] = 255
  column[16 * row + 11] = 255
  column[16 * row + 12] = address >>> 24
  column[16 * row + 13] = (address >>> 16) & 255
  column[16 * row + 14] = (address >>> 8) & 255
  column[16 * row + 15] = address & 255
}

function writeCount(column: Uint32Array, row: number, count: number): void {
  column[2 * row] = Math.round(count) % 2 ** 32
  column[2 * row + 1] = Math.floor(Math.round(count) / 2 ** 32)
}
