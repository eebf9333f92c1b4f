/** pcapng (draft-ietf-opsawg-pcapng): sections of blocks, each section with its own byte order. */
import type { CaptureFile } from './capture-file.ts'
import {
  CAPTURE_LINKS,
  type CapturedPacket,
  type CaptureLink,
  PACKET_OCTETS_MAX,
} from './captured-packet.ts'

const SECTION_HEADER = 0x0a0d0d0a
const INTERFACE_DESCRIPTION = 1
const PACKET_OBSOLETE = 2
const SIMPLE_PACKET = 3
const ENHANCED_PACKET = 6
const BYTE_ORDER_MAGIC = 0x1a2b3c4d

const OPTION_END = 0
const OPTION_TIME_RESOLUTION = 9
const OPTION_TIME_OFFSET = 14

/** A packet with its options. Longer blocks are damage. */
const BLOCK_OCTETS_MAX = PACKET_OCTETS_MAX + 65_536
/** Captures of every port of a chassis have hundreds. */
const INTERFACE_COUNT_MAX = 4096

type CaptureInterface = {
  readonly link: CaptureLink
  readonly unitsPerMs: number
  readonly offsetMs: number
  readonly snapshotOctets: number
}

type Section = { readonly isLittleEndian: boolean; readonly interfaces: CaptureInterface[] }

export async function* readPcapngPackets(file: CaptureFile): AsyncGenerator<CapturedPacket> {
  let section: Section | undefined
  for (;;) {
    const head = viewOf(await file.peek(12))
    if (head.byteLength === 0) return
    if (head.byteLength < 12) throw file.error('PCAP_TRUNCATED', 'the file ends within a block')
    if (head.getUint32(0) === SECTION_HEADER) section = startSection(file, head)
    if (!section) throw file.error('PCAP_INVALID', 'a block stands before the first section')
    const { isLittleEndian } = section
    const type = head.getUint32(0, isLittleEndian)
    const length = head.getUint32(4, isLittleEndian)
    if (length < 12 || length % 4 !== 0 || length > BLOCK_OCTETS_MAX)
      throw file.error('PCAP_INVALID', `a block of ${length} octets`)
    const block = viewOf(await file.take(length, 'a block'))
    if (block.getUint32(length - 4, isLittleEndian) !== length)
      throw file.error('PCAP_INVALID', 'the two lengths of the block before differ')
    if (type === INTERFACE_DESCRIPTION) addInterface(file, section, block)
    else {
      const packet = readPacket(file, section, type, block)
      if (packet) yield packet
    }
  }
}

function startSection(file: CaptureFile, head: DataView): Section {
  if (head.getUint32(8) === BYTE_ORDER_MAGIC) return { isLittleEndian: false, interfaces: [] }
  if (head.getUint32(8, true) === BYTE_ORDER_MAGIC) return { isLittleEndian: true, interfaces: [] }
  throw file.error('PCAP_INVALID', 'a section without byte order')
}

function addInterface(file: CaptureFile, section: Section, block: DataView): void {
  if (block.byteLength < 20) throw file.error('PCAP_INVALID', 'an interface block cut short')
  if (section.interfaces.length >= INTERFACE_COUNT_MAX)
    throw file.error('PCAP_INVALID', `more than ${INTERFACE_COUNT_MAX} interfaces`)
  const linkNumber = block.getUint16(8, section.isLittleEndian)
  const link = CAPTURE_LINKS.get(linkNumber)
  if (!link) throw file.error('PCAP_LINK_TYPE_UNKNOWN', `link type ${linkNumber}`)
  const snapshotOctets = block.getUint32(12, section.isLittleEndian) || PACKET_OCTETS_MAX
  section.interfaces.push({ link, snapshotOctets, ...timeOptions(section, block) })
}

function timeOptions(section: Section, block: DataView): { unitsPerMs: number; offsetMs: number } {
  let unitsPerMs = 1000
  let offsetMs = 0
  let at = 16
  const end = block.byteLength - 4
  while (at + 4 <= end) {
    const code = block.getUint16(at, section.isLittleEndian)
    const length = block.getUint16(at + 2, section.isLittleEndian)
    const start = at + 4
    if (code === OPTION_END || start + length > end) break
    if (code === OPTION_TIME_RESOLUTION && length >= 1) {
      const resolution = block.getUint8(start)
      const exponent = resolution & 0x7f
      unitsPerMs = ((resolution & 0x80) !== 0 ? 2 ** exponent : 10 ** exponent) / 1000
    }
    if (code === OPTION_TIME_OFFSET && length >= 8)
      offsetMs = Number(block.getBigInt64(start, section.isLittleEndian)) * 1000
    at = start + length + ((4 - (length % 4)) % 4)
  }
  return { unitsPerMs, offsetMs }
}

function readPacket(
  file: CaptureFile,
  section: Section,
  type: number,
  block: DataView,
): CapturedPacket | undefined {
  const { isLittleEndian } = section
  const isSimple = type === SIMPLE_PACKET
  if (!isSimple && type !== ENHANCED_PACKET && type !== PACKET_OBSOLETE) return undefined
  const start = isSimple ? 12 : 28
  const room = block.byteLength - 4 - start
  if (room < 0) throw file.error('PCAP_INVALID', 'a packet block cut short')
  const number = isSimple
    ? 0
    : type === ENHANCED_PACKET
      ? block.getUint32(8, isLittleEndian)
      : block.getUint16(8, isLittleEndian)
  const capturedOn = section.interfaces[number]
  if (!capturedOn) throw file.error('PCAP_INVALID', `a packet of unknown interface ${number}`)
  const octetCount = isSimple
    ? Math.min(block.getUint32(8, isLittleEndian), capturedOn.snapshotOctets, room)
    : block.getUint32(20, isLittleEndian)
  if (octetCount > room) throw file.error('PCAP_INVALID', 'a packet longer than its block')
  // A simple packet block has no time; epoch 0 says so.
  const units = isSimple
    ? 0
    : block.getUint32(12, isLittleEndian) * 4294967296 + block.getUint32(16, isLittleEndian)
  return {
    atMs: units / capturedOn.unitsPerMs + capturedOn.offsetMs,
    link: capturedOn.link,
    octets: new Uint8Array(block.buffer, block.byteOffset + start, octetCount),
  }
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
}
