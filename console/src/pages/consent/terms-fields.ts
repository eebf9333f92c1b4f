import type {
  AllTerms,
  ConsentStatistics,
  ConsentTerms,
  PublishTerms,
} from '../../../../src/web/schemas/consent.ts'

export const SCOPES = ['block-address', 'block-name', 'gateway-detection', 'device-alerts'] as const
export type Scope = (typeof SCOPES)[number]
type Wording = ConsentTerms['wording']

/** What is written in the form: points as lines, one for each. */
export type TermsFields = {
  readonly scope: Scope
  readonly basis: ConsentTerms['basis']
  readonly change: ConsentTerms['change']
  readonly graceDays: string
  readonly title: Readonly<Record<'ja' | 'en', string>>
  readonly summary: Readonly<Record<'ja' | 'en', string>>
  readonly points: Readonly<Record<'ja' | 'en', string>>
  readonly note: string
}

export const latestOf = ({ terms }: AllTerms, scope: Scope): ConsentTerms | undefined =>
  terms
    .filter((one) => one.scope === scope)
    .toSorted((one, other) => other.version - one.version)[0]

/** The words in force, or those to begin with. */
export function fieldsFor(all: AllTerms, scope: Scope): TermsFields {
  const latest = latestOf(all, scope)
  const template = all.templates.find((one) => one.scope === scope)?.wording
  const { title, summary, points } = latest?.wording ?? template ?? EMPTY
  const lines = (language: 'ja' | 'en') => points.map((point) => point[language]).join('\n')
  return {
    scope,
    basis: latest?.basis ?? 'opt-in',
    change: 'material',
    graceDays: '30',
    title,
    summary,
    points: { ja: lines('ja'), en: lines('en') },
    note: '',
  }
}

const EMPTY: Wording = { title: { ja: '', en: '' }, summary: { ja: '', en: '' }, points: [] }

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Whether there are as many points in one language as in the other; otherwise one of them says less. */
export const arePaired = ({ points }: TermsFields): boolean =>
  linesOf(points.ja).length === linesOf(points.en).length

export function wordingOf({ title, summary, points }: TermsFields): Wording {
  const english = linesOf(points.en)
  return {
    title,
    summary,
    points: linesOf(points.ja).map((ja, index) => ({ ja, en: english[index] ?? '' })),
  }
}

export function publicationOf(fields: TermsFields): PublishTerms {
  const { scope, basis, change, graceDays, note } = fields
  return {
    scope,
    basis,
    change,
    graceDays: Number(graceDays),
    wording: wordingOf(fields),
    note: note.trim(),
  }
}

/**
 * How many would be asked again. The first words of a scope ask nobody again; another ground is never a matter of
 * words, whatever it is called.
 */
export function askedAgain(
  { scope, basis, change }: TermsFields,
  all: AllTerms,
  statistics: ConsentStatistics,
): number {
  const latest = latestOf(all, scope)
  if (!latest || (change === 'editorial' && latest.basis === basis)) return 0
  const { agreed } = statistics.scopes.find((one) => one.scope === scope) ?? {}
  return agreed ? agreed['opt-in'] + agreed['general-terms'] : 0
}
