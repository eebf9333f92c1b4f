import { isIpv4Mapped } from '../../../core/address.ts'
import type { FlowDraft } from '../sink/flow-draft.ts'

const ICMP = 1
const ICMP_V6 = 58

/**
 * Types that Zeek pairs as request and reply: it writes the partner's type where the code would stand
 * (its ICMP4_counterpart and ICMP6_counterpart).
 */
const PARTNERS: ReadonlyMap<number, ReadonlyMap<number, number>> = new Map([
  [ICMP, pairs([8, 0], [13, 14], [15, 16], [10, 9], [17, 18])],
  [ICMP_V6, pairs([128, 129], [130, 131], [133, 134], [135, 136], [139, 140], [144, 145])],
])

/**
 * Brings the three ways of writing ICMP type and code in a pair of ports to the one of
 * flow-columns.ts: source port 0, destination port type * 256 + code.
 *
 * - NetFlow: (0, type * 256 + code).
 * - Zeek: (type, code), or (type, partner's type) for paired types, whose code is always 0.
 * - Argus: (code * 256 + type, identifier).
 */
export function settleIcmp(draft: FlowDraft): void {
  if (draft.protocol === ICMP && !isIpv4Mapped(draft.srcAddress)) draft.protocol = ICMP_V6
  if (draft.protocol !== ICMP && draft.protocol !== ICMP_V6) return
  draft.dstPort = icmpTypeAndCode(draft.protocol, draft.srcPort, draft.dstPort)
  draft.srcPort = 0
}

function icmpTypeAndCode(protocol: number, first: number, second: number): number {
  if (first > 255) return (first & 0xff) * 256 + (first >> 8)
  if (second > 255) return first === 0 ? second : first * 256
  return first * 256 + (PARTNERS.get(protocol)!.get(first) === second ? 0 : second)
}

function pairs(...both: readonly (readonly [number, number])[]): Map<number, number> {
  return new Map(both.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]))
}
