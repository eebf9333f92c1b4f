/** What every export protocol says of a flow, so that two readers of it can be compared. */
export type FlowTuple = {
  readonly src: string
  readonly dst: string
  readonly srcPort: number
  /** For ICMP: type * 256 + code, as in the flow table. */
  readonly dstPort: number
  readonly protocol: number
  readonly packets: number
  readonly octets: number
  /** Of the other direction, when the record speaks of both (RFC 5103). */
  readonly reverse?: { readonly packets: number; readonly octets: number }
  /** What not every protocol, exporter or reader tells; no part of the lines below. */
  readonly detail?: FlowDetail
}

export type FlowDetail = {
  readonly tcpFlags?: number
  /** Epoch milliseconds. */
  readonly startMs?: number
  readonly durationMs?: number
}

/** Of both directions. */
export type FlowTotals = {
  readonly flows: number
  readonly packets: number
  readonly octets: number
}

/** One line per flow, sorted: the multiset of flows as something `deepEqual` shows a difference in. */
export function flowLines(flows: readonly FlowTuple[]): string[] {
  return flows
    .map(
      (flow) =>
        `${flow.protocol} ${flow.src} ${flow.srcPort} → ${flow.dst} ${flow.dstPort}: ${flow.packets} packets, ${flow.octets} octets${
          flow.reverse ? ` ← ${flow.reverse.packets} packets, ${flow.reverse.octets} octets` : ''
        }`,
    )
    .sort()
}

export function totalsOf(flows: readonly FlowTuple[]): FlowTotals {
  return {
    flows: flows.length,
    packets: flows.reduce((sum, flow) => sum + flow.packets + (flow.reverse?.packets ?? 0), 0),
    octets: flows.reduce((sum, flow) => sum + flow.octets + (flow.reverse?.octets ?? 0), 0),
  }
}

/** Totals by family and protocol, as `IPv6 17`, and of all as `all`. */
export function totalsByKind(flows: readonly FlowTuple[]): Record<string, FlowTotals> {
  const kinds = Object.groupBy(
    flows,
    (flow) => `${isIpv6(flow) ? 'IPv6' : 'IPv4'} ${flow.protocol}`,
  )
  const totals = Object.entries(kinds).map(([kind, members]) => [kind, totalsOf(members!)] as const)
  return Object.fromEntries([['all', totalsOf(flows)] as const, ...totals.sort()])
}

/** The directions in which packets went, each as a flow of its own. */
export function splitDirections({ reverse, ...flow }: FlowTuple): FlowTuple[] {
  const back: FlowTuple = {
    ...flow,
    src: flow.dst,
    dst: flow.src,
    srcPort: flow.dstPort,
    dstPort: flow.srcPort,
    packets: reverse?.packets ?? 0,
    octets: reverse?.octets ?? 0,
  }
  return [flow, back].filter(({ packets }) => packets > 0)
}

/** The flows as if packets of one direction of one conversation had been counted together. */
export function mergeFlows(flows: readonly FlowTuple[]): FlowTuple[] {
  const merged = new Map<string, FlowTuple>()
  for (const flow of flows) {
    const key = `${flow.protocol} ${flow.src} ${flow.srcPort} ${flow.dst} ${flow.dstPort}`
    const before = merged.get(key)
    merged.set(key, {
      ...flow,
      packets: flow.packets + (before?.packets ?? 0),
      octets: flow.octets + (before?.octets ?? 0),
    })
  }
  return [...merged.values()]
}

export const isIpv6 = (flow: FlowTuple): boolean => flow.src.includes(':')
