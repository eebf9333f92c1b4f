import type {
  WarningBand,
  WarningStatus,
} from '../../../../../src/web/schemas/association/warnings.ts'

export const STATUSES: readonly WarningStatus[] = [
  'active',
  'disputed',
  'retracted',
  'released',
  'expired',
]
export const BANDS: readonly WarningBand[] = ['share-candidate', 'suspected', 'watch']
export const USES = ['notify-subscribers', 'block-with-consent', 'research'] as const
export const SEARCH_LENGTH_MAX = 100

export type WarningFilter = {
  readonly status: WarningStatus | null
  readonly band: WarningBand | null
  readonly use: (typeof USES)[number] | null
  readonly search: string
}

/** What the address asks for; what it asks for wrongly is left out. */
export function filterOf(query: URLSearchParams): WarningFilter {
  const one = <Word extends string>(name: string, words: readonly Word[]): Word | null =>
    words.find((word) => word === query.get(name)) ?? null
  return {
    status: one('status', STATUSES),
    band: one('band', BANDS),
    use: one('use', USES),
    search: (query.get('search') ?? '').slice(0, SEARCH_LENGTH_MAX),
  }
}

export function warningsPath(
  { status, band, use, search }: WarningFilter,
  cursor?: string,
): string {
  const query = new URLSearchParams({ limit: '50' })
  for (const [name, value] of Object.entries({ status, band, use, search: search.trim(), cursor }))
    if (value) query.set(name, value)
  return `/warnings?${query}`
}
