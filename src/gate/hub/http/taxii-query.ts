import { HubError } from '../errors.ts'

/** What a TAXII client asks of a collection (TAXII 2.1 §3.4). */
export type TaxiiQuery = {
  readonly limit: number
  /** Microseconds since the epoch; objects behind it. */
  readonly afterUs: number
  readonly ids: ReadonlySet<string> | undefined
  readonly types: readonly string[] | undefined
  readonly versions: readonly string[] | undefined
  readonly specVersions: readonly string[] | undefined
}

export const PAGE_LENGTH_MAX = 5_000
const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/

/** Throws HUB_BODY_INVALID. */
export function readTaxiiQuery(query: Record<string, unknown>): TaxiiQuery {
  const { limit, next, added_after: addedAfter } = query
  const count = limit === undefined ? PAGE_LENGTH_MAX : Number(limit)
  if (!Number.isSafeInteger(count) || count < 1) throw invalid('limit')
  const afterUs = addedAfter === undefined ? 0 : microsecondsOf(addedAfter)
  const nextUs = next === undefined ? 0 : Number(next)
  if (!Number.isSafeInteger(afterUs)) throw invalid('added_after')
  if (!Number.isSafeInteger(nextUs) || nextUs < 0) throw invalid('next')
  const ids = wordsOf(query['match[id]'])
  return {
    limit: Math.min(count, PAGE_LENGTH_MAX),
    afterUs: Math.max(afterUs, nextUs),
    ids: ids && new Set(ids),
    types: wordsOf(query['match[type]']),
    versions: wordsOf(query['match[version]']),
    specVersions: wordsOf(query['match[spec_version]']),
  }
}

function microsecondsOf(text: unknown): number {
  const match = typeof text === 'string' ? INSTANT.exec(text) : null
  if (!match) return Number.NaN
  const fraction = (match[2] ?? '').padEnd(6, '0').slice(0, 6)
  return Date.parse(`${match[1]}Z`) * 1000 + Number(fraction)
}

const wordsOf = (value: unknown): readonly string[] | undefined =>
  typeof value === 'string' ? value.split(',') : undefined

const invalid = (what: string): HubError =>
  new HubError('HUB_BODY_INVALID', `the filter ${what} is not sound`)
