import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ip4, u } from '../testing/datagrams.ts'
import type { LinkType } from './link-header.ts'
import { PacketHeader } from './packet-header.ts'

const MACS = new Array(12).fill(2)
const TCP = [...u(2, 50_000, 443), ...u(4, 1, 2), 0x50, 0x12, ...u(2, 0, 0, 0)]
const IPV4 = [
  0x45,
  0,
  ...u(2, 1500, 0, 0),
  64,
  6,
  0,
  0,
  ...ip4('192.0.2.1'),
  ...ip4('192.0.2.2'),
  ...TCP,
]

function ipv6(next: number, ...rest: number[][]): number[] {
  return [0x60, 0, 0, 0, ...u(2, 100), next, 64, ...new Array(32).fill(1), ...rest.flat()]
}

function read(octets: readonly number[], link: LinkType = 'ethernet') {
  const header = new PacketHeader()
  const refusal = header.read(Uint8Array.from(octets), 0, octets.length, link)
  return (
    refusal ?? {
      src: header.srcPort,
      dst: header.dstPort,
      flags: header.tcpFlags,
      octets: header.ipOctets,
    }
  )
}

const FOUND = { src: 50_000, dst: 443, flags: 0x12, octets: 1500 }
const FOUND6 = { ...FOUND, octets: 140 }

test('IP is found behind Ethernet and whatever stands between', () => {
  const between: Record<string, number[]> = {
    nothing: u(2, 0x0800),
    'a VLAN tag': u(2, 0x8100, 7, 0x0800),
    QinQ: u(2, 0x88a8, 7, 0x8100, 8, 0x0800),
    PPPoE: [...u(2, 0x8864), 0x11, 0, ...u(2, 1, 1502, 0x0021)],
    'two MPLS labels': [...u(2, 0x8847), 0, 1, 0x20, 64, 0, 1, 0x31, 64],
    'a VLAN tag and MPLS': [...u(2, 0x8100, 7, 0x8847), 0, 1, 0x21, 64],
    'an Ethernet pseudowire': [
      ...u(2, 0x8847),
      0,
      1,
      0x21,
      64,
      0,
      0,
      0,
      0,
      ...MACS,
      ...u(2, 0x0800),
    ],
    'a provider backbone': [...u(2, 0x88e7), 0, 0, 0, 9, ...MACS, ...u(2, 0x0800)],
    SNAP: [...u(2, 1000), 0xaa, 0xaa, 3, 0, 0, 0, ...u(2, 0x0800)],
  }
  for (const [name, octets] of Object.entries(between))
    assert.deepEqual(read([...MACS, ...octets, ...IPV4]), FOUND, name)
})

test('IPv6 extension headers are passed over to the transport header', () => {
  const hopByHop = [60, 0, 0, 0, 0, 0, 0, 0]
  const destination = [51, 1, ...new Array(14).fill(0)]
  const authentication = [6, 4, ...new Array(22).fill(0)]
  assert.deepEqual(read(ipv6(0, hopByHop, destination, authentication, TCP), 'ip'), FOUND6)
  const firstFragment = [6, 0, ...u(2, 1), ...u(4, 9)]
  assert.deepEqual(read(ipv6(44, firstFragment, TCP), 'ip'), FOUND6)
})

test('a later fragment has no ports', () => {
  const fragment = IPV4.with(7, 100)
  assert.deepEqual(read(fragment, 'ip'), { src: 0, dst: 0, flags: 0, octets: 1500 })
  const later = [6, 0, ...u(2, 8 * 100), ...u(4, 9)]
  assert.deepEqual(read(ipv6(44, later, TCP), 'ip'), { ...FOUND6, src: 0, dst: 0, flags: 0 })
})

test('ICMP type and code are the destination port', () => {
  const icmp = [...IPV4.with(9, 1).slice(0, 20), 8, 0, 1, 1, 1, 1, 1, 1]
  assert.deepEqual(read(icmp, 'ip'), { src: 0, dst: 0x0800, flags: 0, octets: 1500 })
})

test('what is not IP, or an MPLS payload that nobody can tell, is refused', () => {
  assert.equal(read([...MACS, ...u(2, 0x0806), ...IPV4]), 'RECORD_NOT_IP')
  assert.equal(read([...MACS, ...u(2, 0x8847), 0, 1, 0x21, 64, 0x90, 0, 0, 0]), 'RECORD_NOT_IP')
  assert.equal(read([0x55, ...IPV4], 'ip'), 'RECORD_NOT_IP')
})

test('headers cut off before the ports are refused, none is read beyond', () => {
  const whole = [...MACS, ...u(2, 0x8100, 7, 0x0800), ...IPV4]
  const lastNeeded = 18 + 20 + 4
  for (let length = 0; length < lastNeeded; length++)
    assert.equal(read(whole.slice(0, length)), 'PACKET_HEADER_TRUNCATED', `${length} octets`)
  assert.deepEqual(read(whole.slice(0, lastNeeded)), { ...FOUND, flags: 0 })
  assert.deepEqual(read(whole.slice(0, lastNeeded + 9)), { ...FOUND, flags: 0 })
  assert.deepEqual(read(whole.slice(0, lastNeeded + 10)), FOUND)
})

test('PPP is read with and without its address and control octets', () => {
  assert.deepEqual(read([...u(2, 0xff03, 0x0021), ...IPV4], 'ppp'), FOUND)
  assert.deepEqual(read([...u(2, 0x0021), ...IPV4], 'ppp'), FOUND)
  assert.deepEqual(read([0x21, ...IPV4], 'ppp'), FOUND)
  assert.equal(read([...u(2, 0xff03, 0xc021), 1, 1, 0, 4], 'ppp'), 'RECORD_NOT_IP')
})

test('any octets end in an answer', () => {
  const links = fc.constantFrom<LinkType>('ethernet', 'ip', 'mpls')
  const tags = fc.constantFrom(
    u(2, 0x8100),
    u(2, 0x8847),
    u(2, 0x8864),
    [0, 0],
    u(2, 0x86dd),
    [0x60],
  )
  const octets = fc.array(fc.oneof(tags, fc.array(fc.nat(255), { maxLength: 6 })), {
    maxLength: 80,
  })
  fc.assert(
    fc.property(octets, links, (parts, link) => {
      read([...MACS, ...parts.flat()], link)
    }),
    { numRuns: 2000 },
  )
})
