import { canonicalAddress } from '../../core/address.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import type { ServiceEndpoint } from '../../core/endpoint.ts'
import { protocolName, protocolNumber } from '../../core/protocol.ts'
import { addressesIn } from './address-mention.ts'

export type Band = 'watch' | 'suspected' | 'share-candidate'

/** One sentence for or against, and the share of the score that it carries. */
export type Reason = Bilingual & { readonly group: string; readonly weight: number }

/**
 * What a case remembers of a verdict, from whatever source. Counts and sentences: there is no place
 * in it for who talked to the endpoint.
 */
export type Evidence = {
  readonly probability: number
  readonly band: Band
  /** Distinct subscribers. */
  readonly clients: number
  readonly reasons: readonly Reason[]
  readonly against: readonly Reason[]
}

/** What is proposed. Structural, because this wing must not know where a score comes from. */
export type Candidate = ServiceEndpoint & Evidence

const BANDS: ReadonlySet<string> = new Set<Band>(['watch', 'suspected', 'share-candidate'])
/** A person reads them; more than this is no explanation. */
export const REASON_COUNT_MAX = 20
const SENTENCE_LENGTH_MAX = 1_000
/** What the column holds; an ISP with more subscribers than IPv4 has addresses is yet to come. */
const CLIENT_COUNT_MAX = 2 ** 31 - 1

/**
 * The endpoint and evidence of a candidate in canonical form, copied field by field so that nothing
 * else comes along; `undefined` when it is malformed or a sentence names another address.
 */
export function readCandidate(
  candidate: Candidate,
): { endpoint: ServiceEndpoint; evidence: Evidence } | undefined {
  const endpoint = readEndpoint(candidate)
  if (!endpoint) return undefined
  const { probability, band, clients } = candidate
  if (!(probability >= 0 && probability <= 1) || !BANDS.has(band)) return undefined
  if (!Number.isInteger(clients) || clients < 0 || clients > CLIENT_COUNT_MAX) return undefined
  const reasons = readReasons(candidate.reasons, endpoint)
  const against = readReasons(candidate.against, endpoint)
  if (!reasons || !against) return undefined
  return { endpoint, evidence: { probability, band, clients, reasons, against } }
}

/** The reason that weighs most; null when there is none. */
export function leadingReason(evidence: Evidence): Reason | null {
  return evidence.reasons.reduce<Reason | null>(
    (heaviest, reason) => (heaviest && heaviest.weight >= reason.weight ? heaviest : reason),
    null,
  )
}

function readEndpoint({ address, protocol, port }: Candidate): ServiceEndpoint | undefined {
  const canonical = canonicalAddress(address)
  const number = protocolNumber(protocol)
  if (canonical === undefined || number === undefined) return undefined
  if (!Number.isInteger(port) || port < 0 || port > 65535) return undefined
  return { address: canonical, protocol: protocolName(number), port }
}

function readReasons(
  reasons: readonly Reason[],
  endpoint: ServiceEndpoint,
): readonly Reason[] | undefined {
  const copies = reasons
    .slice(0, REASON_COUNT_MAX)
    .map(({ en, ja, group, weight }) => ({ en, ja, group, weight }))
  const isSound = copies.every(
    (reason) =>
      Number.isFinite(reason.weight) &&
      [reason.en, reason.ja, reason.group].every(
        (text) =>
          text.length <= SENTENCE_LENGTH_MAX &&
          !text.includes('\0') &&
          addressesIn(text).every((address) => address === endpoint.address),
      ),
  )
  return isSound ? copies : undefined
}
