/** Writing classic pcap files: what a test generates or hears becomes a file that any tool reads. */

export type PcapPacket = { readonly atMs: number; readonly octets: Buffer }

export const LINK_TYPE_ETHERNET = 1
/** Packets begin with their IP header. */
export const LINK_TYPE_RAW = 101

const SNAP_OCTETS = 65_535

/** The content of a pcap file, packets in the order given. */
export function pcapContent(linkType: number, packets: readonly PcapPacket[]): Buffer {
  return Buffer.concat([fileHeader(linkType), ...packets.flatMap(packetRecord)])
}

/** An IPv4 header without options. */
export function ipv4Header(
  source: Buffer,
  target: Buffer,
  protocol: number,
  payloadOctets: number,
): Buffer {
  const header = Buffer.alloc(20)
  header[0] = 0x45
  header.writeUInt16BE(20 + payloadOctets, 2)
  header[8] = 64
  header[9] = protocol
  source.copy(header, 12)
  target.copy(header, 16)
  header.writeUInt16BE(checksum(header), 10)
  return header
}

/** A UDP header; its checksum is zero, which over IPv4 says that none was made (RFC 768). */
export function udpHeader(sourcePort: number, targetPort: number, payloadOctets: number): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt16BE(sourcePort, 0)
  header.writeUInt16BE(targetPort, 2)
  header.writeUInt16BE(8 + payloadOctets, 4)
  return header
}

/** RFC 1071. */
function checksum(header: Buffer): number {
  let sum = 0
  for (let i = 0; i < header.length; i += 2) sum += header.readUInt16BE(i)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

function fileHeader(linkType: number): Buffer {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(SNAP_OCTETS, 16)
  header.writeUInt32LE(linkType, 20)
  return header
}

function packetRecord({ atMs, octets }: PcapPacket): Buffer[] {
  const header = Buffer.alloc(16)
  header.writeUInt32LE(Math.floor(atMs / 1000), 0)
  header.writeUInt32LE(Math.floor((atMs % 1000) * 1000), 4)
  header.writeUInt32LE(octets.length, 8)
  header.writeUInt32LE(octets.length, 12)
  return [header, octets]
}
