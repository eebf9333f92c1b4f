import { writeFile } from 'node:fs/promises'
import { SeededRandom } from '../../src/core/random.ts'

/** What a capture holds, counted while it was made. */
export type CaptureTotals = { readonly packets: number; readonly conversations: number }

const ETHERNET_HEADER = Buffer.from('020000000001020000000002', 'hex')
const LINK_TYPE_ETHERNET = 1
const SYN = 0x02
const ACK = 0x10
const PSH_ACK = 0x18
const FIN_ACK = 0x11

/**
 * Writes a pcap of seeded conversations (TCP and UDP, IPv4 and IPv6) for real exporters to meter.
 * Packets are real down to their lengths; payload is zeros, checksums are left to nobody.
 */
export async function writeTrafficCapture(
  path: string,
  options: { readonly seed: number; readonly conversations: number; readonly startMs: number },
): Promise<CaptureTotals> {
  const random = new SeededRandom(options.seed)
  const packets: { atMs: number; frame: Buffer }[] = []
  for (let i = 0; i < options.conversations; i++) {
    const startMs = options.startMs + random.next() * 60_000
    for (const [index, frame] of conversation(random, i).entries())
      packets.push({ atMs: startMs + index * 20, frame })
  }
  packets.sort((a, b) => a.atMs - b.atMs)
  await writeFile(path, Buffer.concat([fileHeader(), ...packets.flatMap(packetRecord)]))
  return { packets: packets.length, conversations: options.conversations }
}

function conversation(random: SeededRandom, index: number): Buffer[] {
  const isIpv6 = random.next() < 0.25
  const isTcp = random.next() < 0.7
  // Each conversation has a client port and address of its own, so that no two become one flow.
  const client = address(isIpv6, 1, index)
  const server = address(isIpv6, 2, random.integer(200))
  const clientPort = 10_000 + (index % 50_000)
  const serverPort = random.pick([53, 80, 123, 443, 6667, 8443])
  const to = (flags: number, size: number): Buffer =>
    frame(isIpv6, isTcp, client, server, clientPort, serverPort, flags, size)
  const back = (flags: number, size: number): Buffer =>
    frame(isIpv6, isTcp, server, client, serverPort, clientPort, flags, size)
  const exchanges = Array.from({ length: 1 + random.integer(5) }, () => [
    to(PSH_ACK, 20 + random.integer(400)),
    back(PSH_ACK, 20 + random.integer(1200)),
  ]).flat()
  return isTcp
    ? [to(SYN, 0), back(SYN | ACK, 0), to(ACK, 0), ...exchanges, to(FIN_ACK, 0), back(FIN_ACK, 0)]
    : exchanges
}

function address(isIpv6: boolean, side: number, index: number): Buffer {
  const low = [(index >> 16) & 0xff, (index >> 8) & 0xff, index & 0xff]
  return isIpv6
    ? Buffer.from([0x20, 0x01, 0x0d, 0xb8, 0, side, 0, 0, 0, 0, 0, 0, 0, ...low])
    : Buffer.from([side === 1 ? 100 : 198, ...low])
}

function frame(
  isIpv6: boolean,
  isTcp: boolean,
  source: Buffer,
  target: Buffer,
  sourcePort: number,
  targetPort: number,
  flags: number,
  size: number,
): Buffer {
  const transport = Buffer.alloc((isTcp ? 20 : 8) + size)
  transport.writeUInt16BE(sourcePort, 0)
  transport.writeUInt16BE(targetPort, 2)
  if (isTcp) transport.writeUInt16BE((5 << 12) | flags, 12)
  else transport.writeUInt16BE(transport.length, 4)
  const protocol = isTcp ? 6 : 17
  const network = isIpv6
    ? ipv6Header(source, target, protocol, transport.length)
    : ipv4Header(source, target, protocol, transport.length)
  return Buffer.concat([
    ETHERNET_HEADER,
    Buffer.from(isIpv6 ? [0x86, 0xdd] : [0x08, 0x00]),
    network,
    transport,
  ])
}

function ipv4Header(source: Buffer, target: Buffer, protocol: number, size: number): Buffer {
  const header = Buffer.alloc(20)
  header[0] = 0x45
  header.writeUInt16BE(20 + size, 2)
  header[8] = 64
  header[9] = protocol
  source.copy(header, 12)
  target.copy(header, 16)
  header.writeUInt16BE(checksum(header), 10)
  return header
}

function ipv6Header(source: Buffer, target: Buffer, protocol: number, size: number): Buffer {
  const header = Buffer.alloc(40)
  header[0] = 0x60
  header.writeUInt16BE(size, 4)
  header[6] = protocol
  header[7] = 64
  source.copy(header, 8)
  target.copy(header, 24)
  return header
}

/** RFC 1071. */
function checksum(header: Buffer): number {
  let sum = 0
  for (let i = 0; i < header.length; i += 2) sum += header.readUInt16BE(i)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

function fileHeader(): Buffer {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(65535, 16)
  header.writeUInt32LE(LINK_TYPE_ETHERNET, 20)
  return header
}

function packetRecord({ atMs, frame }: { atMs: number; frame: Buffer }): Buffer[] {
  const header = Buffer.alloc(16)
  header.writeUInt32LE(Math.floor(atMs / 1000), 0)
  header.writeUInt32LE(Math.floor((atMs % 1000) * 1000), 4)
  header.writeUInt32LE(frame.length, 8)
  header.writeUInt32LE(frame.length, 12)
  return [header, frame]
}
