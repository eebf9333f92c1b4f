/** The classic format: a file header of 24 octets, then packets with 16 octets of header each. */
import type { CaptureFile } from './capture-file.ts'
import { CAPTURE_LINKS, type CapturedPacket, PACKET_OCTETS_MAX } from './captured-packet.ts'

type Format = { readonly isLittleEndian: boolean; readonly unitsPerMs: number }

/** By the magic number, read as big-endian. */
const FORMATS: ReadonlyMap<number, Format> = new Map([
  [0xa1b2c3d4, { isLittleEndian: false, unitsPerMs: 1000 }],
  [0xd4c3b2a1, { isLittleEndian: true, unitsPerMs: 1000 }],
  [0xa1b23c4d, { isLittleEndian: false, unitsPerMs: 1_000_000 }],
  [0x4d3cb2a1, { isLittleEndian: true, unitsPerMs: 1_000_000 }],
])

export async function* readClassicPackets(file: CaptureFile): AsyncGenerator<CapturedPacket> {
  const magic = viewOf(await file.peek(4)).getUint32(0)
  const format = FORMATS.get(magic)
  if (!format) throw file.error('PCAP_INVALID', 'this is neither pcap nor pcapng')
  const { isLittleEndian, unitsPerMs } = format
  const header = viewOf(await file.take(24, 'the file header'))
  // The upper bits may hold the length of a frame check sequence.
  const linkNumber = header.getUint32(20, isLittleEndian) & 0xffff
  const link = CAPTURE_LINKS.get(linkNumber)
  if (!link) throw file.error('PCAP_LINK_TYPE_UNKNOWN', `link type ${linkNumber}`)

  while ((await file.peek(1)).length > 0) {
    const record = viewOf(await file.take(16, 'a packet header'))
    const octetCount = record.getUint32(8, isLittleEndian)
    if (octetCount > PACKET_OCTETS_MAX)
      throw file.error('PCAP_INVALID', `a packet of ${octetCount} octets`)
    const seconds = record.getUint32(0, isLittleEndian)
    const atMs = seconds * 1000 + record.getUint32(4, isLittleEndian) / unitsPerMs
    yield { atMs, link, octets: await file.take(octetCount, 'a packet') }
  }
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
}
