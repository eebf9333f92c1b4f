import type { FlowBatch } from '../../flows/wire/flow-batch.ts'

/** Copies every column of a row into another batch; 64-bit columns and addresses by words. */
export function copyFlowRow(from: FlowBatch, row: number, to: FlowBatch, toRow: number): void {
  const [low, high, toLow, toHigh] = [2 * row, 2 * row + 1, 2 * toRow, 2 * toRow + 1]
  to.receivedAt[toRow] = from.receivedAt[row]!
  to.startAt[toLow] = from.startAt[low]!
  to.startAt[toHigh] = from.startAt[high]!
  to.durationMs[toRow] = from.durationMs[row]!
  copyAddress(from.srcAddressWords, row, to.srcAddressWords, toRow)
  copyAddress(from.dstAddressWords, row, to.dstAddressWords, toRow)
  copyAddress(from.exporterWords, row, to.exporterWords, toRow)
  to.srcPort[toRow] = from.srcPort[row]!
  to.dstPort[toRow] = from.dstPort[row]!
  to.protocol[toRow] = from.protocol[row]!
  to.tcpFlags[toRow] = from.tcpFlags[row]!
  to.reverseTcpFlags[toRow] = from.reverseTcpFlags[row]!
  to.packets[toLow] = from.packets[low]!
  to.packets[toHigh] = from.packets[high]!
  to.octets[toLow] = from.octets[low]!
  to.octets[toHigh] = from.octets[high]!
  to.reversePackets[toLow] = from.reversePackets[low]!
  to.reversePackets[toHigh] = from.reversePackets[high]!
  to.reverseOctets[toLow] = from.reverseOctets[low]!
  to.reverseOctets[toHigh] = from.reverseOctets[high]!
  to.samplingInterval[toRow] = from.samplingInterval[row]!
  to.observationDomain[toRow] = from.observationDomain[row]!
  to.ingressInterface[toRow] = from.ingressInterface[row]!
  to.egressInterface[toRow] = from.egressInterface[row]!
  to.biflowDirection[toRow] = from.biflowDirection[row]!
}

/** Four 32-bit words each. */
export function copyAddress(from: Uint32Array, row: number, to: Uint32Array, toRow: number): void {
  to[4 * toRow] = from[4 * row]!
  to[4 * toRow + 1] = from[4 * row + 1]!
  to[4 * toRow + 2] = from[4 * row + 2]!
  to[4 * toRow + 3] = from[4 * row + 3]!
}
