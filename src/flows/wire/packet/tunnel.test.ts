import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatAddress } from '../../../core/address.ts'
import { FlowBatch } from '../flow-batch.ts'
import { ip4, ipfix, set, template, u } from '../testing/datagrams.ts'
import { TestCollector } from '../testing/decoding.ts'
import type { LinkType } from './link-header.ts'
import { PacketHeader } from './packet-header.ts'
import { setPacketColumns } from './packet-row.ts'
import { TUNNELS, type Tunnel } from './tunnel.ts'

const CAPTURES = join(import.meta.dirname, '../../../../../shared/data/wire/akvorado/packet')
const skip = existsSync(CAPTURES) ? false : 'the public captures are not here'

/** "source → destination protocol source port → destination port", or the code of the refusal. */
function read(octets: Uint8Array, tunnels: readonly Tunnel[], link: LinkType = 'ethernet'): string {
  const header = new PacketHeader(tunnels)
  const refusal = header.read(octets, 0, octets.length, link)
  if (refusal) return refusal
  const batch = new FlowBatch(1)
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  setPacketColumns(batch, 0, view, header)
  const ends = [batch.srcAddress, batch.dstAddress].map((octet) => formatAddress(octet, 0))
  return `${ends.join(' → ')} ${header.protocol} ${header.srcPort} → ${header.dstPort}`
}

/** As tshark reads the first packet of each: [the tunnel, its ends, what is inside]. */
const EXPECTED: Record<string, readonly [Tunnel, string, string]> = {
  'gre-v4-key': [
    'gre',
    '192.168.12.1 → 192.168.12.2 47 0 → 0',
    '192.168.1.101 → 192.168.2.102 1 0 → 2048',
  ],
  'gre-v4-plain': [
    'gre',
    '172.27.1.66 → 66.59.109.137 47 0 → 0',
    '66.59.111.190 → 66.59.111.182 17 123 → 123',
  ],
  'gre-v6-plain': [
    'gre',
    '172.16.23.2 → 192.168.47.1 47 0 → 0',
    '2001:db8::2 → 2001:db8::1 6 18716 → 23',
  ],
  'ipv4-ipv4': ['ipip', '10.1.2.1 → 10.1.2.2 4 0 → 0', '192.168.0.1 → 192.168.0.2 1 0 → 2048'],
  'ipv4-ipv6': [
    'ipip',
    '216.66.80.30 → 192.168.2.2 41 0 → 0',
    '2001:610:1908:a000::149:20 → 2002:2470:9ffa:fa9:0:dd:ed00:2 6 80 → 35673',
  ],
  'srv6-end-dt6': ['srv6', '1:2:1::1 → f2:: 41 0 → 0', '1:2:1::1 → b::2 17 50701 → 5001'],
}

test('public captures of tunnels are read outside by default and inside when told', {
  skip,
}, () => {
  for (const [name, [tunnel, outer, inner]] of Object.entries(EXPECTED)) {
    const packet = firstPacket(readFileSync(join(CAPTURES, `${name}.pcap`)))
    const others = TUNNELS.filter((other) => other !== tunnel)
    assert.equal(read(packet, []), outer, name)
    assert.equal(read(packet, [tunnel]), inner, name)
    assert.equal(read(packet, others), outer, `${name} is none of ${others}`)
  }
})

/** Classic pcap, little-endian: 24 octets of file header, 16 of packet header. */
function firstPacket(file: Buffer): Uint8Array {
  const length = file.readUInt32LE(24 + 8)
  return Uint8Array.from(file.subarray(40, 40 + length))
}

function packet4(protocol: number, source: string, ...rest: readonly number[][]): number[] {
  const body = rest.flat()
  return [
    ...[0x45, 0, ...u(2, 20 + body.length, 0, 0), 64, protocol, 0, 0],
    ...ip4(source),
    ...ip4('198.51.100.2'),
    ...body,
  ]
}

const UDP = (destination: number, payload: number[] = []): number[] => [
  ...u(2, 4000, destination, 8 + payload.length, 0),
  ...payload,
]
const INSIDE = packet4(17, '192.0.2.1', UDP(53))
const FRAME = [...new Array(12).fill(2), ...u(2, 0x0800), ...INSIDE]
const FOUND = '192.0.2.1 → 198.51.100.2 17 4000 → 53'

test('the inner packet is found behind VXLAN, GRE of every form, and tunnels in tunnels', () => {
  const vxlan = UDP(4789, [8, 0, 0, 0, 0, 0, 9, 0, ...FRAME])
  const packets: Record<string, number[]> = {
    VXLAN: packet4(17, '10.0.0.1', vxlan),
    'VXLAN within VXLAN': packet4(
      17,
      '10.0.0.1',
      UDP(4789, [
        ...[8, 0, 0, 0, 0, 0, 9, 0, ...new Array(12).fill(2), ...u(2, 0x0800)],
        ...packet4(17, '10.0.0.3', vxlan),
      ]),
    ),
    'GRE with Ethernet': packet4(47, '10.0.0.1', u(2, 0, 0x6558), FRAME),
    'GRE with checksum, key and sequence': packet4(
      47,
      '10.0.0.1',
      u(2, 0xb000, 0x0800),
      u(4, 1, 2, 3),
      INSIDE,
    ),
    'GRE with MPLS': packet4(47, '10.0.0.1', u(2, 0, 0x8847), [0, 1, 0x31, 64], INSIDE),
    'IP in IP in GRE': packet4(47, '10.0.0.1', u(2, 0, 0x0800), packet4(4, '10.0.0.5', INSIDE)),
  }
  for (const [name, octets] of Object.entries(packets))
    assert.equal(read(Uint8Array.from(octets), TUNNELS, 'ip'), FOUND, name)
})

test('a decoder opens the tunnels it is told to, in packet sections as well', () => {
  const section = packet4(4, '10.0.0.1', INSIDE)
  const list = template(256, [[313, 65535]])
  const datagram = ipfix([set(2, list), set(256, [section.length, ...section])])
  const sources = (decapsulate: readonly Tunnel[]) =>
    new TestCollector({ decapsulate }).feed(datagram).result.rows.map((row) => row.source)
  assert.deepEqual(sources([]), ['10.0.0.1'])
  assert.deepEqual(sources(['ipip']), ['192.0.2.1'])
})

test('the length is that of the packet inside', () => {
  const octets = Uint8Array.from(packet4(4, '10.0.0.1', INSIDE))
  const header = new PacketHeader(['ipip'])
  header.read(octets, 0, octets.length, 'ip')
  assert.equal(header.ipOctets, INSIDE.length)
})

test('where the inside cannot be read the tunnel itself is the record', () => {
  const whole = packet4(4, '10.0.0.1', INSIDE)
  const outer = '10.0.0.1 → 198.51.100.2 4 0 → 0'
  // The ports inside end at octet 44.
  for (let length = 20; length < 44; length++)
    assert.equal(read(Uint8Array.from(whole.slice(0, length)), TUNNELS, 'ip'), outer)
  const pptp = packet4(47, '10.0.0.1', u(2, 1, 0x880b), INSIDE)
  assert.match(read(Uint8Array.from(pptp), TUNNELS, 'ip'), / 47 0 → 0$/)
})

test('any octets are endured with every tunnel open', () => {
  const starts = fc.constantFrom<number[]>(
    [],
    packet4(47, '10.0.0.1'),
    packet4(4, '10.0.0.1'),
    INSIDE,
  )
  fc.assert(
    fc.property(starts, fc.uint8Array({ maxLength: 200 }), (start, rest) => {
      const octets = Uint8Array.from([...start, ...rest])
      const header = new PacketHeader(TUNNELS)
      const refusal = header.read(octets, 0, octets.length, 'ip')
      if (refusal === undefined)
        assert.ok(header.addressesAt + (header.isIpv6 ? 32 : 8) <= octets.length)
    }),
    { numRuns: 2000 },
  )
})
