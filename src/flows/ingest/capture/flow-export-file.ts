import type { FlowDecoder } from '../../wire/flow-decoder.ts'
import type { RowIntake } from '../table/row-intake.ts'
import { readPcap } from './pcap.ts'
import { CaptureCounts } from './udp-finder.ts'

/** Reports between this many datagrams. */
const REPORT_DATAGRAM_COUNT = 1_024
/** Headers of the capture's record, Ethernet, IPv4 and UDP: what a payload costs the file besides. */
const HEADER_OCTETS = 16 + 14 + 20 + 8

/**
 * Decodes the flow-export datagrams of a capture. The decoder is told the time of capture, because
 * exporters give times relative to the export; the record is kept from the time of ingestion.
 *
 * @param samplingInterval for records whose exporter tells none
 * @param onChunk called now and then with the octets of the file that lie behind
 * @throws IngestError; what came before the damage is in the writer
 */
export async function readFlowExport(
  path: string,
  decoder: FlowDecoder,
  intake: RowIntake,
  samplingInterval: number | undefined,
  onChunk: (octetCount: number) => void,
): Promise<void> {
  const { writer } = intake
  const observer = { refused: (code: string, count: number) => intake.count(code, count) }
  const counts = new CaptureCounts()
  let octetCount = 0
  for await (const { payload, srcAddress, srcPort, atMs } of readPcap(path, counts)) {
    const session = { exporter: srcAddress, port: srcPort }
    decoder.decode(payload, session, Math.floor(atMs), writer, observer)
    octetCount += payload.length + HEADER_OCTETS
    if (writer.isFull) {
      writer.finishDecoded(samplingInterval)
      await writer.flush()
    }
    if (counts.datagrams % REPORT_DATAGRAM_COUNT === 0) onChunk(octetCount)
  }
  decoder.giveUp()
  writer.finishDecoded(samplingInterval)
  countPackets(intake, counts)
}

function countPackets(intake: RowIntake, counts: CaptureCounts): void {
  if (counts.others > 0) intake.count('PACKET_NOT_UDP', counts.others)
  if (counts.fragments > 0) intake.count('PACKET_FRAGMENT', counts.fragments)
  if (counts.cutOff > 0) intake.count('PACKET_CUT_OFF', counts.cutOff)
}
