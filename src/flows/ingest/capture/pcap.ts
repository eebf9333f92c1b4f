/**
 * The UDP datagrams in a capture: classic pcap (microseconds or nanoseconds, either byte order) and
 * pcapng. IP fragments are put together; those that do not make a whole are counted and left out.
 */
import { CaptureFile } from './capture-file.ts'
import { readClassicPackets } from './pcap-classic.ts'
import { readPcapngPackets } from './pcapng.ts'
import { CaptureCounts, type CapturedDatagram, UdpFinder } from './udp-finder.ts'

const PCAPNG_MAGIC = [0x0a, 0x0d, 0x0d, 0x0a]

/**
 * Streams the datagrams of `path` in file order, holding no more than two chunks of it. Throws an
 * `IngestError` naming the offset when the file is malformed, after the datagrams before that place.
 */
export async function* readPcap(
  path: string,
  counts: CaptureCounts = new CaptureCounts(),
): AsyncGenerator<CapturedDatagram> {
  await using file = await CaptureFile.open(path)
  const magic = await file.peek(4)
  if (magic.length < 4) throw file.error('PCAP_INVALID', 'the file is too short for a capture')
  const isPcapng = PCAPNG_MAGIC.every((octet, index) => magic[index] === octet)
  const packets = isPcapng ? readPcapngPackets(file) : readClassicPackets(file)
  const finder = new UdpFinder(counts)
  for await (const packet of packets) {
    counts.packets++
    const datagram = finder.find(packet)
    if (datagram) yield datagram
  }
}
