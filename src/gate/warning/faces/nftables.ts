import type { Warning } from '../warning.ts'
import { type Face, inForce, isIpv6, secondsLeft } from './face.ts'

/** Protocols that have ports; a warning without one cannot be an element of these sets. */
const PROTOCOLS = new Set(['tcp', 'udp', 'sctp'])

/**
 * Two named sets, replaced in one transaction by `nft -f`. Each element carries the rest of its lease and
 * leaves by itself when nobody loads a newer file. The sets do nothing alone; who is blocked stands in
 * rules of the operator's, for those who consented:
 * `ip saddr @consent4 ip daddr . meta l4proto . th dport @c2_4 drop`.
 */
export const nftablesFace: Face = {
  name: 'nftables',
  use: 'block-with-consent',
  render: (input) => {
    const warnings = inForce(input, 'block-with-consent').filter(({ protocol }) =>
      PROTOCOLS.has(protocol),
    )
    const lines = [
      '#!/usr/sbin/nft -f',
      'add table inet noroshi',
      ...setLines(
        'c2_4',
        'ipv4_addr',
        warnings.filter(({ address }) => !isIpv6(address)),
        input.nowMs,
      ),
      ...setLines(
        'c2_6',
        'ipv6_addr',
        warnings.filter(({ address }) => isIpv6(address)),
        input.nowMs,
      ),
    ]
    const body = `${lines.join('\n')}\n`
    return [{ path: 'noroshi.nft', mediaType: 'text/plain; charset=utf-8', body }]
  },
}

function setLines(name: string, type: string, warnings: Warning[], nowMs: number): string[] {
  const elements = warnings.map(
    (warning) =>
      `${warning.address} . ${warning.protocol} . ${warning.port} timeout ${secondsLeft(warning, nowMs)}s`,
  )
  const set = `inet noroshi ${name}`
  return [
    `add set ${set} { type ${type} . inet_proto . inet_service; flags timeout; }`,
    `flush set ${set}`,
    ...(elements.length > 0 ? [`add element ${set} {\n  ${elements.join(',\n  ')}\n}`] : []),
  ]
}
