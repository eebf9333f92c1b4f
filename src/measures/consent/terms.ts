import type { Bilingual } from '../../core/bilingual.ts'
import { plainText } from '../../core/plain-text.ts'
import { canonicalHash } from '../../gate/warning/trust/canonical-json.ts'
import { ConsentError } from './errors.ts'
import type { ConsentBasis } from './grant.ts'
import type { ConsentScope } from './scopes.ts'

/** What a subscriber reads before agreeing, in both languages. */
export type Wording = {
  readonly title: Bilingual
  readonly summary: Bilingual
  readonly points: readonly Bilingual[]
}

/** `material` asks everybody again; `editorial` mends words and leaves what was agreed to as it was. */
export const TERMS_CHANGES = ['material', 'editorial'] as const
export type TermsChange = (typeof TERMS_CHANGES)[number]

export type TermsDraft = {
  readonly scope: ConsentScope
  readonly basis: ConsentBasis
  readonly change: TermsChange
  readonly wording: Wording
  /** How long grants under earlier terms still hold after a material change, in milliseconds. */
  readonly graceMs: number
}

/** One published version; never changed. */
export type Terms = TermsDraft & {
  /** `block-address/3`. */
  readonly id: string
  readonly version: number
  /** SHA-256 of scope, basis and wording in their one canonical text (RFC 8785). */
  readonly digest: string
  readonly publishedAtMs: number
  readonly publishedBy: string
  readonly note: string
}

/** Longer texts are not read before a button is pressed. */
const TEXT_LENGTH_MAX = 600
const POINT_COUNT_MAX = 12
/** A year is the longest that anybody may be held to words that were replaced. */
export const GRACE_MS_MAX = 366 * 86_400_000

export const termsIdOf = (scope: ConsentScope, version: number): string => `${scope}/${version}`

export function digestOfTerms({ scope, basis, wording }: TermsDraft): string {
  return canonicalHash({ scope, basis, wording })
}

/** Throws `ConsentError` TERMS_INVALID for what nobody could agree to. */
export function readTermsDraft(draft: TermsDraft): TermsDraft {
  const { title, summary, points } = draft.wording
  if (points.length === 0 || points.length > POINT_COUNT_MAX)
    throw new ConsentError('TERMS_INVALID', `a wording has 1 to ${POINT_COUNT_MAX} points`)
  if (!Number.isSafeInteger(draft.graceMs) || draft.graceMs < 0 || draft.graceMs > GRACE_MS_MAX)
    throw new ConsentError('TERMS_INVALID', 'the grace is between 0 and 366 days')
  return {
    scope: draft.scope,
    basis: draft.basis,
    change: draft.change,
    graceMs: draft.graceMs,
    wording: { title: read(title), summary: read(summary), points: points.map(read) },
  }
}

function read({ ja, en }: Bilingual): Bilingual {
  const texts = { ja: plainText(ja), en: plainText(en) }
  for (const text of Object.values(texts))
    if (text === '' || text.length > TEXT_LENGTH_MAX)
      throw new ConsentError(
        'TERMS_INVALID',
        `every sentence stands in Japanese and English, with at most ${TEXT_LENGTH_MAX} characters`,
      )
  return texts
}
