import type { CaseStatus, CasesQuery } from '../../../../src/web/schemas/cases.ts'
import type { ViewQuery } from '../../../../src/web/schemas/workplace.ts'

export type Sort = CasesQuery['sort']
export type CaseFilter = {
  readonly status: CaseStatus | null
  readonly search: string
  readonly sort: Sort
}

export const STATUSES: readonly CaseStatus[] = [
  'proposed',
  'in-review',
  'confirmed',
  'published',
  'disputed',
  'expired',
  'retracted',
  'released',
  'dismissed',
]
const SORTS: readonly Sort[] = ['probability', 'changed', 'clients']
export const SEARCH_LENGTH_MAX = 100
export const PAGE_SIZE = 50

/** What the address asks for; what it asks for wrongly is left out. */
export function filterOf(query: URLSearchParams): CaseFilter {
  return {
    status: STATUSES.find((one) => one === query.get('status')) ?? null,
    search: (query.get('search') ?? '').slice(0, SEARCH_LENGTH_MAX),
    sort: SORTS.find((one) => one === query.get('sort')) ?? 'probability',
  }
}

export function casesPath(filter: CaseFilter, cursor?: string): string {
  const query = new URLSearchParams({ sort: filter.sort, limit: String(PAGE_SIZE) })
  if (filter.status) query.set('status', filter.status)
  if (filter.search.trim()) query.set('search', filter.search.trim())
  if (cursor) query.set('cursor', cursor)
  return `/cases?${query}`
}

/** What a saved view keeps: only what differs from the list without any filter. */
export function viewOf({ status, search, sort }: CaseFilter): ViewQuery {
  return {
    ...(status ? { status } : {}),
    ...(search.trim() ? { search: search.trim() } : {}),
    ...(sort === 'probability' ? {} : { sort }),
  }
}

export function viewHref(query: ViewQuery): string {
  const given = Object.entries(query).filter((one): one is [string, string] => one[1] !== undefined)
  const text = new URLSearchParams(given).toString()
  return text === '' ? '/cases' : `/cases?${text}`
}
