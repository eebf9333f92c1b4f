/**
 * Wireshark's command line as a second opinion: what it reads in a capture of flow export, in the
 * terms of our own table.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { canonicalAddress } from '../../src/core/address.ts'
import type { FlowDetail, FlowTuple } from './flow-tuple.ts'

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
    // Twice over the file, so that data before its template is read as well.
    ['-2', '-r', path, '-d', `udp.port==${port},${protocol}`, '-T', 'json', '--no-duplicate-keys'],
    { maxBuffer: OUTPUT_OCTETS_MAX },
  )
  const packets = JSON.parse(stdout) as { readonly _source: { readonly layers: Tree } }[]
  return packets.flatMap(({ _source: { layers } }) => {
    const messages = [layers[protocol] ?? []].flat() as Tree[]
    return messages.flatMap((message) =>
      protocol === 'cflow' ? readExport(message, message) : readSamples(message),
    )
  })
}

/** tshark names sets and records by number, so no two of them share a label. */
function readExport(tree: Tree, header: Tree): FlowTuple[] {
  if ('cflow.srcaddr' in tree || 'cflow.srcaddrv6' in tree) return [exportedFlow(tree, header)]
  if (outerPacket(tree)) return [sampledFlow(tree)]
  return branches(tree).flatMap((branch) => readExport(branch, header))
}

function exportedFlow(tree: Tree, header: Tree): FlowTuple {
  const protocol = number(tree, 'cflow.protocol')
  const [packets, reversePackets] = counted(tree, 'packets')
  const [octets, reverseOctets] = counted(tree, 'octets')
  return {
    src: address(tree, 'cflow.srcaddr', 'cflow.srcaddrv6'),
    dst: address(tree, 'cflow.dstaddr', 'cflow.dstaddrv6'),
    srcPort: number(tree, 'cflow.srcport'),
    dstPort: isIcmp(protocol) ? icmpPort(tree) : number(tree, 'cflow.dstport'),
    protocol,
    packets,
    octets,
    ...(reversePackets + reverseOctets > 0
      ? { reverse: { packets: reversePackets, octets: reverseOctets } }
      : {}),
    detail: detailOf(tree, header),
  }
}

/**
 * Forward and reverse. Reverse elements (RFC 5103) have the names of the others in tshark, and come
 * after them. What left counts where what came is zero; totals and initiators where there is neither.
 */
function counted(tree: Tree, unit: 'packets' | 'octets'): [forward: number, reverse: number] {
  const delta = numbers(tree, `cflow.${unit}`)
  const total = numbers(tree, `cflow.permanent_${unit}`)
  const [forward, reverse] = delta.length > 0 ? delta : total
  const fallback = forward === undefined ? `cflow.initiator_${unit}` : `cflow.post_${unit}`
  return [forward || number(tree, fallback), reverse ?? number(tree, `cflow.responder_${unit}`)]
}

/** A record with a section of a packet: its own counts where it has any. */
function sampledFlow(tree: Tree): FlowTuple {
  const packet = sampledPacket(tree, outerPacket(tree)!)
  const [packets = packet.packets] = numbers(tree, 'cflow.packets')
  const [octets = packet.octets] = numbers(tree, 'cflow.octets')
  return { ...packet, packets, octets }
}

function detailOf(tree: Tree, header: Tree): FlowDetail {
  const [tcpFlags] = numbers(tree, 'cflow.tcpflags')
  const times = (tree['cflow.timedelta_tree'] ?? {}) as Tree
  const absolute = times['cflow.abstimestart'] ?? tree['cflow.abstimestart']
  const startMs = absoluteMs(absolute) ?? bootMs(header, times)
  const [delta] = numbers(tree, 'cflow.timedelta')
  return {
    ...(tcpFlags === undefined ? {} : { tcpFlags }),
    ...(startMs === undefined ? {} : { startMs }),
    ...(delta === undefined ? {} : { durationMs: delta * 1000 }),
  }
}

/** An uptime of zero is shown as an absolute time of zero. */
function absoluteMs(text: Tree[string] | undefined): number | undefined {
  return (typeof text === 'string' && Date.parse(text)) || undefined
}

/** NetFlow v5 and v9 tell times since the exporter started, and that time in the header. */
function bootMs(header: Tree, times: Tree): number | undefined {
  const clock = (header['cflow.timestamp_tree'] ?? {}) as Tree
  const [uptime] = numbers(header, 'cflow.sysuptime')
  const [start] = numbers(times, 'cflow.timestart')
  if (uptime === undefined || start === undefined) return undefined
  const exportMs = number(clock, 'cflow.unix_secs') * 1000 + number(clock, 'cflow.unix_nsecs') / 1e6
  return exportMs - (uptime - start) * 1000
}

/** One field over IPv4, two over IPv6, and none in NetFlow v5, where the port has it. */
function icmpPort(tree: Tree): number {
  if ('cflow.icmp_ipv6_type' in tree)
    return 256 * number(tree, 'cflow.icmp_ipv6_type') + number(tree, 'cflow.icmp_ipv6_code')
  if ('cflow.icmp_ipv4_type' in tree)
    return 256 * number(tree, 'cflow.icmp_ipv4_type') + number(tree, 'cflow.icmp_ipv4_code')
  return number(tree, 'cflow.icmp_type_code_ipv4', 'cflow.dstport')
}

function readSamples(tree: Tree): FlowTuple[] {
  const packet = outerPacket(tree)
  return packet ? [sampledPacket(tree, packet)] : branches(tree).flatMap(readSamples)
}

/** The outermost IP header among dissected layers; of tunnels there are several, in their order. */
function outerPacket(tree: Tree): Tree | undefined {
  const layer = Object.keys(tree).find((name) => name === 'ip' || name === 'ipv6')
  const found = layer && first(tree, layer)
  return typeof found === 'object' ? found : undefined
}

function first(tree: Tree, name: string): string | Tree | undefined {
  return [tree[name] ?? []].flat()[0]
}

/** A sampled header, dissected: one packet, with the length that its own IP header states. */
function sampledPacket(tree: Tree, packet: Tree): FlowTuple {
  const protocol = transportOf(packet)
  // The ports of what is inside a tunnel are not the tunnel's.
  const ports = ((PORTS[protocol] && first(tree, PORTS[protocol])) ?? {}) as Tree
  const icmp = (first(tree, protocol === ICMP ? 'icmp' : 'icmpv6') ?? {}) as Tree
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

const PORTS: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp' }

/** What follows the last extension header. */
function transportOf(packet: Tree): number {
  const extensions = branches(packet).flatMap((branch) =>
    Object.keys(branch)
      .filter((name) => /^ipv6\.\w+\.nxt$/.test(name))
      .flatMap((name) => numbers(branch, name)),
  )
  return extensions.at(-1) ?? number(packet, 'ip.proto', 'ipv6.nxt')
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
  const shown = names.map((name) => tree[name]).filter((value) => typeof value === 'string')
  // A record with room for both families has one of them filled.
  const found = shown.find((value) => value !== '0.0.0.0' && value !== '::') ?? shown[0]
  const canonical = canonicalAddress(String(found))
  if (!canonical) throw new Error(`tshark shows no address in ${names.join(', ')}: ${found}`)
  return canonical
}
