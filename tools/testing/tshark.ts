/**
 * Wireshark's command line as a second opinion: what it reads in a capture of flow export, in the
 * terms of our own table.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { canonicalAddress } from '../../src/core/address.ts'
import type { FlowTuple } from './flow-tuple.ts'

const execute = promisify(execFile)
const OUTPUT_OCTETS_MAX = 512 << 20
const ICMP = 1
const ICMPV6 = 58

type Tree = { readonly [label: string]: string | Tree | (string | Tree)[] }

/** Every flow record (NetFlow, IPFIX) or packet sample (sFlow) that tshark reads in the capture. */
export async function readWithTshark(
  path: string,
  port: number,
  protocol: 'cflow' | 'sflow',
): Promise<FlowTuple[]> {
  const { stdout } = await execute(
    'tshark',
    ['-r', path, '-d', `udp.port==${port},${protocol}`, '-T', 'json', '--no-duplicate-keys'],
    { maxBuffer: OUTPUT_OCTETS_MAX },
  )
  const packets = JSON.parse(stdout) as { readonly _source: { readonly layers: Tree } }[]
  return packets.flatMap(({ _source }) =>
    protocol === 'cflow' ? readExport(_source.layers) : readSamples(_source.layers),
  )
}

/** tshark names sets and records by number, so no two of them share a label. */
function readExport(tree: Tree): FlowTuple[] {
  if ('cflow.srcaddr' in tree || 'cflow.srcaddrv6' in tree) return [exportedFlow(tree)]
  return branches(tree).flatMap(readExport)
}

function exportedFlow(tree: Tree): FlowTuple {
  const protocol = number(tree, 'cflow.protocol')
  // tshark calls the reverse counts (RFC 5103) by the same names, and shows them after the others.
  const [packets = 0, reversePackets = 0] = numbers(tree, 'cflow.packets')
  const [octets = 0, reverseOctets = 0] = numbers(tree, 'cflow.octets')
  return {
    src: address(tree, 'cflow.srcaddr', 'cflow.srcaddrv6'),
    dst: address(tree, 'cflow.dstaddr', 'cflow.dstaddrv6'),
    srcPort: number(tree, 'cflow.srcport'),
    dstPort: isIcmp(protocol) ? icmpPort(tree) : number(tree, 'cflow.dstport'),
    protocol,
    packets,
    octets,
    ...(reversePackets > 0 ? { reverse: { packets: reversePackets, octets: reverseOctets } } : {}),
  }
}

/** One field over IPv4, two over IPv6, and none in NetFlow v5, where the port has it. */
function icmpPort(tree: Tree): number {
  if ('cflow.icmp_ipv6_type' in tree)
    return 256 * number(tree, 'cflow.icmp_ipv6_type') + number(tree, 'cflow.icmp_ipv6_code')
  return number(tree, 'cflow.icmp_type_code_ipv4', 'cflow.dstport')
}

function readSamples(tree: Tree): FlowTuple[] {
  const packet = tree['ip'] ?? tree['ipv6']
  if (packet !== undefined && 'eth' in tree) return [sampledPacket(tree, packet as Tree)]
  return branches(tree).flatMap(readSamples)
}

/** A sampled header, dissected: one packet, with the length that its own IP header states. */
function sampledPacket(tree: Tree, packet: Tree): FlowTuple {
  const protocol = number(packet, 'ip.proto', 'ipv6.nxt')
  const ports = (tree['tcp'] ?? tree['udp'] ?? {}) as Tree
  const icmp = (tree['icmp'] ?? tree['icmpv6'] ?? {}) as Tree
  return {
    src: address(packet, 'ip.src', 'ipv6.src'),
    dst: address(packet, 'ip.dst', 'ipv6.dst'),
    srcPort: number(ports, 'tcp.srcport', 'udp.srcport'),
    dstPort: isIcmp(protocol)
      ? 256 * number(icmp, 'icmp.type', 'icmpv6.type') + number(icmp, 'icmp.code', 'icmpv6.code')
      : number(ports, 'tcp.dstport', 'udp.dstport'),
    protocol,
    packets: 1,
    octets: 'ip.len' in packet ? number(packet, 'ip.len') : 40 + number(packet, 'ipv6.plen'),
  }
}

const isIcmp = (protocol: number): boolean => protocol === ICMP || protocol === ICMPV6

function branches(tree: Tree): Tree[] {
  return Object.values(tree)
    .flat()
    .filter((value): value is Tree => typeof value === 'object')
}

/** The first of the named fields that is there, else 0: what an exporter leaves out is 0 to us too. */
function number(tree: Tree, ...names: readonly string[]): number {
  return names.flatMap((name) => numbers(tree, name))[0] ?? 0
}

/** A field that is there more than once is a list in tshark's output. */
function numbers(tree: Tree, name: string): number[] {
  return [tree[name] ?? []].flat().map(Number)
}

function address(tree: Tree, ...names: readonly string[]): string {
  const found = names.map((name) => tree[name]).find((value) => typeof value === 'string')
  const canonical = canonicalAddress(String(found))
  if (!canonical) throw new Error(`tshark shows no address in ${names.join(', ')}: ${found}`)
  return canonical
}
