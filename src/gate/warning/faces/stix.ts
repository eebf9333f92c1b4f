import { TLP_STIX_IDS, WARNING_TLP } from '../traffic-light.ts'
import { isWithdrawn, type Warning, type WarningBand } from '../warning.ts'
import type { Face } from './face.ts'
import { isIpv6 } from './face.ts'
import { uuidOf } from './uuid.ts'

/** An indicator of STIX 2.1 with these keys and no other: the format could say much more, and must not. */
export type StixIndicator = {
  readonly type: 'indicator'
  readonly spec_version: '2.1'
  readonly id: string
  readonly created_by_ref: string
  readonly created: string
  readonly modified: string
  readonly revoked: boolean
  readonly confidence: number
  readonly indicator_types: readonly string[]
  readonly pattern: string
  readonly pattern_type: 'stix'
  readonly pattern_version: '2.1'
  readonly valid_from: string
  readonly valid_until: string
  readonly object_marking_refs: readonly string[]
}

/** STIX 2.1 appendix A, "none/low/medium/high": in the middle of each. */
const CONFIDENCE: Readonly<Record<WarningBand, number>> = {
  watch: 15,
  suspected: 50,
  'share-candidate': 85,
}

/**
 * One lease is one indicator. Revocation is for ever in STIX, so what is published again after a withdrawal
 * gets another id from its later `validFrom`. `modified` counts versions in milliseconds after `created`: it
 * must rise with each change, and must not say when something was seen.
 */
export function stixIndicator(warning: Warning, hub: string): StixIndicator {
  const createdMs = Date.parse(warning.validFrom)
  return {
    type: 'indicator',
    spec_version: '2.1',
    id: stixId(warning),
    created_by_ref: `identity--${uuidOf(hub)}`,
    created: instant(createdMs),
    modified: instant(createdMs + warning.version),
    revoked: isWithdrawn(warning),
    confidence: CONFIDENCE[warning.band],
    indicator_types: [warning.kind === 'sinkhole' ? 'benign' : 'malicious-activity'],
    pattern: stixPattern(warning),
    pattern_type: 'stix',
    pattern_version: '2.1',
    valid_from: instant(createdMs),
    // A dispute may end either way, so it is no revocation: the indicator is over until it is upheld.
    valid_until: instant(
      warning.status === 'disputed' ? createdMs + 1 : Date.parse(warning.validUntil),
    ),
    object_marking_refs: [TLP_STIX_IDS[WARNING_TLP]],
  }
}

/** By endpoint and beginning of the lease: every member's copy of a lease has the same one. */
export const stixId = ({ id, validFrom }: Pick<Warning, 'id' | 'validFrom'>): string =>
  `indicator--${uuidOf(`${id} ${validFrom}`)}`

/** Traffic *to* the endpoint; there is no way to say from whom. */
export function stixPattern({ address, protocol, port }: Warning): string {
  const type = isIpv6(address) ? 'ipv6-addr' : 'ipv4-addr'
  const terms = [
    `network-traffic:dst_ref.type = '${type}'`,
    `network-traffic:dst_ref.value = '${address}'`,
    `network-traffic:dst_port = ${port}`,
    `network-traffic:protocols[*] = '${protocol}'`,
  ]
  return `[${terms.join(' AND ')}]`
}

/** All indicators, withdrawn ones as revoked. TAXII serves the same objects change by change. */
export const stixFace: Face = {
  name: 'stix',
  use: 'notify-subscribers',
  render: ({ hub, version, listed, former }) => {
    const objects = [...listed, ...former]
      .map(({ warning }) => stixIndicator(warning, hub))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
    const bundle = { type: 'bundle', id: `bundle--${uuidOf(`${hub} ${version}`)}`, objects }
    const mediaType = 'application/stix+json;version=2.1'
    return [{ path: 'bundle.json', mediaType, body: `${JSON.stringify(bundle)}\n` }]
  },
}

const instant = (atMs: number): string => new Date(atMs).toISOString()
