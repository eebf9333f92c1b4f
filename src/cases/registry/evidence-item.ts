import type { ServiceEndpoint } from '../../core/endpoint.ts'
import { plainText } from '../../core/plain-text.ts'
import { CaseError } from '../errors.ts'
import { addressesIn } from './address-mention.ts'

export const EVIDENCE_SOURCES = [
  'detector',
  'analyst',
  'reputation-list',
  'known-good-list',
  'sighting',
] as const
export type EvidenceSource = (typeof EVIDENCE_SOURCES)[number]

/** A removal from a list is `withdrawn`: its origin no longer speaks, which is not speaking against. */
export const STANCES = ['for', 'against', 'withdrawn'] as const
export type Stance = (typeof STANCES)[number]

/**
 * A dated, attributed, minimal reason for or against a case. Counts and a sentence: there is no place in it
 * for who talked to the endpoint, and `readEvidenceItem` refuses a sentence that names another address.
 */
export type EvidenceItem = {
  readonly source: EvidenceSource
  /** Whose word it is in the end; evidences of one origin are one voice. */
  readonly origin: string
  /** When it was observed, which may be long before it is recorded. */
  readonly observedAtMs: number
  readonly stance: Stance
  readonly text: string
  readonly counts: Readonly<Record<string, number>>
}

export const EVIDENCE_TEXT_LENGTH_MAX = 1_000
export const ORIGIN_LENGTH_MAX = 100
export const EVIDENCE_COUNT_MAX = 20
/** Observed in the future is a wrong clock; so much is forgiven. */
const CLOCK_SKEW_MS = 5 * 60_000
const COUNT_NAME = /^[a-z][A-Za-z0-9-]{0,39}$/

/** A copy with these fields and no others. Throws `CaseError` EVIDENCE_INVALID or EVIDENCE_NAMES_ADDRESS. */
export function readEvidenceItem(
  item: EvidenceItem,
  endpoint: ServiceEndpoint,
  nowMs: number,
): EvidenceItem {
  const origin = plainText(item.origin)
  const text = plainText(item.text)
  const counts = Object.entries(item.counts)
  if (!EVIDENCE_SOURCES.includes(item.source) || !STANCES.includes(item.stance))
    throw invalid('its source or stance is unknown')
  if (origin === '' || origin.length > ORIGIN_LENGTH_MAX) throw invalid('it names no origin')
  if (text === '' || text.length > EVIDENCE_TEXT_LENGTH_MAX) throw invalid('it says nothing')
  if (!(item.observedAtMs > 0 && item.observedAtMs <= nowMs + CLOCK_SKEW_MS))
    throw invalid('it was not observed in the past')
  if (counts.length > EVIDENCE_COUNT_MAX) throw invalid('it has too many counts')
  for (const [name, count] of counts)
    if (!COUNT_NAME.test(name) || !Number.isFinite(count)) throw invalid('a count is none')
  for (const said of [origin, text])
    if (addressesIn(said).some((address) => address !== endpoint.address))
      throw new CaseError(
        'EVIDENCE_NAMES_ADDRESS',
        'the evidence names an address that is not the endpoint’s',
      )
  const { source, stance, observedAtMs } = item
  return { source, origin, observedAtMs, stance, text, counts: Object.fromEntries(counts) }
}

const invalid = (why: string): CaseError =>
  new CaseError('EVIDENCE_INVALID', `the evidence cannot be recorded: ${why}`)
