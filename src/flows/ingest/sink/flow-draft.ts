import { ADDRESS_OCTETS } from '../../../core/address.ts'

/** One flow record on its way from a row to a batch. A single draft serves a whole file. */
export class FlowDraft {
  startMs = 0
  durationMs = 0
  protocol = 0
  readonly srcAddress = new Uint8Array(ADDRESS_OCTETS)
  readonly dstAddress = new Uint8Array(ADDRESS_OCTETS)
  srcPort = 0
  dstPort = 0
  tcpFlags = 0
  reverseTcpFlags = 0
  packets = 0
  octets = 0
  reversePackets = 0
  reverseOctets = 0
  samplingInterval = 1
  readonly exporter = new Uint8Array(ADDRESS_OCTETS)
  isInitiatorKnown = true
}
