import type { FlowBatch } from '../flow-batch.ts'
import type { PacketHeader } from './packet-header.ts'

const MAPPED_PREFIX = 0xffff0000

/** Sets what a packet's headers say of row `row`: addresses, ports, protocol, flags. */
export function setPacketColumns(
  batch: FlowBatch,
  row: number,
  view: DataView,
  header: PacketHeader,
): void {
  const at = header.addressesAt
  setAddress(batch.srcAddressWords, row, view, at, header.isIpv6)
  setAddress(batch.dstAddressWords, row, view, at + (header.isIpv6 ? 16 : 4), header.isIpv6)
  batch.srcPort[row] = header.srcPort
  batch.dstPort[row] = header.dstPort
  batch.protocol[row] = header.protocol
  batch.tcpFlags[row] = header.tcpFlags
}

export function setAddress(
  words: Uint32Array,
  row: number,
  view: DataView,
  at: number,
  isIpv6: boolean,
): void {
  const first = 4 * row
  words[first] = isIpv6 ? view.getUint32(at, true) : 0
  words[first + 1] = isIpv6 ? view.getUint32(at + 4, true) : 0
  words[first + 2] = isIpv6 ? view.getUint32(at + 8, true) : MAPPED_PREFIX
  words[first + 3] = view.getUint32(isIpv6 ? at + 12 : at, true)
}
