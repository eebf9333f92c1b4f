import { formatAddress } from '../../core/address.ts'
import { type FlowBatch, readUint64 } from '../../flows/wire/flow-batch.ts'

/** One conversation of a recording, as a sensor without sampling wrote it. */
export type RecordedFlow = {
  readonly startMs: number
  readonly durationMs: number
  readonly protocol: number
  /** The machine that becomes a subscriber's. */
  readonly client: string
  readonly clientPort: number
  readonly server: string
  readonly serverPort: number
  /** The server sent the first packet; then "forward" below is from the server. */
  readonly isFromServer: boolean
  readonly packets: number
  readonly octets: number
  readonly reversePackets: number
  readonly reverseOctets: number
  readonly tcpFlags: number
  readonly reverseTcpFlags: number
}

/**
 * The conversations in ingested records, seen from one side.
 *
 * @param isClient says of an address whether it is the side that is transplanted
 */
export function recordedFlows(
  batch: FlowBatch,
  isClient: (address: string) => boolean,
): readonly RecordedFlow[] {
  const flows: RecordedFlow[] = []
  for (let row = 0; row < batch.length; row++) {
    const source = formatAddress(batch.srcAddress, 16 * row)
    const destination = formatAddress(batch.dstAddress, 16 * row)
    const isFromServer = !isClient(source)
    if (isFromServer && !isClient(destination)) continue
    const [sourcePort, destinationPort] = [batch.srcPort[row]!, batch.dstPort[row]!]
    flows.push({
      startMs: readUint64(batch.startAt, row),
      durationMs: batch.durationMs[row]!,
      protocol: batch.protocol[row]!,
      client: isFromServer ? destination : source,
      clientPort: isFromServer ? destinationPort : sourcePort,
      server: isFromServer ? source : destination,
      serverPort: isFromServer ? sourcePort : destinationPort,
      isFromServer,
      packets: readUint64(batch.packets, row),
      octets: readUint64(batch.octets, row),
      reversePackets: readUint64(batch.reversePackets, row),
      reverseOctets: readUint64(batch.reverseOctets, row),
      tcpFlags: batch.tcpFlags[row]!,
      reverseTcpFlags: batch.reverseTcpFlags[row]!,
    })
  }
  return flows
}
