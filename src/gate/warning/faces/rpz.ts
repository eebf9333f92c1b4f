import { formatTlp, WARNING_TLP } from '../traffic-light.ts'
import type { Warning } from '../warning.ts'
import { type Face, type FaceInput, inForce, isIpv6 } from './face.ts'

/** Resolvers ask often, because a withdrawn name that stays blocked is what this is built against. */
const REFRESH_S = 60
const RETRY_S = 30
/** RPZ has no leases of its own: a resolver that has lost the hub drops the whole zone after this. */
const EXPIRE_S = 3600
const TTL_S = 60
export const RPZ_USE = 'block-with-consent'

/** One record of the zone: owner relative to it, type and data. */
export type ZoneRecord = {
  readonly owner: string
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'NS' | 'TXT'
  /** As in a zone file: an address, a name, or a text in quotation marks. */
  readonly data: string
}

/**
 * A response policy zone (RPZ): answers that hold a warned address become NXDOMAIN. It names addresses only;
 * a name is never in it. Ports are lost, so that only warnings that many agree on are worth enforcing, and
 * only for subscribers who consented (unbound: `tags`).
 */
export const rpzFace: Face = {
  name: 'rpz',
  use: RPZ_USE,
  render: (input) => {
    const origin = `rpz.${input.hub}`
    const lines = [
      `$ORIGIN ${origin}.`,
      `$TTL ${TTL_S}`,
      `@ SOA ${soaData(origin, input.version)}`,
      '@ NS localhost.',
      ...rpzRecords(input).map(({ owner, type, data }) => `${owner} ${type} ${data}`),
    ]
    return [{ path: `${origin}.zone`, mediaType: 'text/dns', body: `${lines.join('\n')}\n` }]
  },
}

/** Everything between the two SOA records of a transfer. */
export function rpzRecords(input: FaceInput): ZoneRecord[] {
  const warnings = inForce(input, RPZ_USE)
  const owners = new Set(warnings.map(rpzOwner))
  return [
    { owner: '@', type: 'TXT', data: `"${formatTlp(WARNING_TLP)}"` },
    ...[...owners].map((owner) => ({ owner, type: 'CNAME' as const, data: '.' })),
  ]
}

/** Data of the SOA record. Serials have 32 bits and are compared around the circle (RFC 1982). */
export function soaData(origin: string, version: number): string {
  const name = `hostmaster.${origin}.`
  return `localhost. ${name} ${serialOf(version)} ${SOA_NUMBERS.join(' ')}`
}

/** Refresh, retry, expire and negative time to live. */
export const SOA_NUMBERS: readonly number[] = [REFRESH_S, RETRY_S, EXPIRE_S, TTL_S]

export const serialOf = (version: number): number => version % 2 ** 32

/** `32.9.113.0.203.rpz-ip`, `128.1.zz.db8.2001.rpz-ip`: length, then the address backwards. */
export function rpzOwner({ address }: Pick<Warning, 'address'>): string {
  if (!isIpv6(address)) return `32.${address.split('.').toReversed().join('.')}.rpz-ip`
  const groups = address
    .replace(/^::|::$/, ':zz:')
    .replace('::', ':zz:')
    .split(':')
    .filter(Boolean)
  return `128.${groups.toReversed().join('.')}.rpz-ip`
}
