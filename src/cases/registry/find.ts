import { type Kysely, type Selectable, sql } from 'kysely'
import { canonicalAddress } from '../../core/address.ts'
import { formatEndpoint, parseEndpoint, type ServiceEndpoint } from '../../core/endpoint.ts'
import type { CasesTable, CaseTables } from '../tables.ts'
import { type CaseSort, readCursor, writeCursor } from './cursor.ts'
import { snapshotOf } from './rows.ts'
import type { CaseSnapshot } from './snapshot.ts'
import { CASE_STATUSES, type CaseStatus } from './status.ts'

export type CaseSummary = Omit<CaseSnapshot, 'eventCount'> & {
  readonly id: string
  readonly endpoint: ServiceEndpoint
}

export type CasesQuery = {
  readonly status?: CaseStatus | undefined
  /** Part of an address or of an endpoint. */
  readonly search?: string | undefined
  /** Only those that wait for a second person. */
  readonly isAwaitingApproval?: boolean | undefined
  readonly sort: CaseSort
  /** Cases on a page, 1 to 500. */
  readonly limit: number
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined
}

export type CasePage = {
  readonly cases: readonly CaseSummary[]
  /** How many match the status and the search, on all pages. */
  readonly total: number
  readonly nextCursor: string | null
}

export const PAGE_SIZE_MAX = 500

const COLUMN = { probability: 'probability', changed: 'changed_at', clients: 'clients' } as const

/**
 * One page, greatest first. A case whose sort value changes between two pages may be seen twice or
 * not at all; one that stands still is seen exactly once.
 */
export async function findCases(db: Kysely<CaseTables>, query: CasesQuery): Promise<CasePage> {
  const limit = Math.min(query.limit, PAGE_SIZE_MAX)
  const rows = await pageQuery(db, query)
    .limit(limit + 1)
    .execute()
  const cases = rows.slice(0, limit).map(summaryOf)
  const last = cases.at(-1)
  return {
    cases,
    total: await countMatches(db, query),
    nextCursor:
      rows.length > limit && last
        ? writeCursor({ sort: query.sort, value: sortValue(last, query.sort), id: last.id })
        : null,
  }
}

/** Exported so that a test can read the plan the database makes of it. */
export function pageQuery(db: Kysely<CaseTables>, query: CasesQuery) {
  const column = COLUMN[query.sort]
  const page = matching(db, query).selectAll().orderBy(column, 'desc').orderBy('id', 'desc')
  if (query.cursor === undefined) return page
  const { value, id } = readCursor(query.cursor, query.sort)
  const bound = query.sort === 'changed' ? new Date(value) : value
  // A row comparison, because the index can seek to it; two conditions joined by OR it could not.
  return page.where(sql<boolean>`(${sql.ref(column)}, id) < (${bound}, ${id})`)
}

export async function countCases(db: Kysely<CaseTables>): Promise<Record<CaseStatus, number>> {
  const rows = await db
    .selectFrom('cases')
    .select((eb) => ['status', eb.fn.countAll<number>().as('count')])
    .groupBy('status')
    .execute()
  const counts = Object.fromEntries(CASE_STATUSES.map((status) => [status, 0])) as Record<
    CaseStatus,
    number
  >
  for (const { status, count } of rows) counts[status] = count
  return counts
}

export function summaryOf(row: Selectable<CasesTable>): CaseSummary {
  const { address, protocol, port } = row
  const { eventCount: _, ...snapshot } = snapshotOf(row)
  return { id: row.id, endpoint: { address, protocol, port }, ...snapshot }
}

async function countMatches(db: Kysely<CaseTables>, query: CasesQuery): Promise<number> {
  const { count } = await matching(db, query)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

function matching(db: Kysely<CaseTables>, { status, search, isAwaitingApproval }: CasesQuery) {
  let cases = db.selectFrom('cases')
  if (status !== undefined) cases = cases.where('status', '=', status)
  if (isAwaitingApproval) cases = cases.where('requested_by', 'is not', null)
  if (search !== undefined && search.trim() !== '')
    cases = cases.where('endpoint', 'like', `%${escapeLike(canonicalSearch(search))}%`)
  return cases
}

/** A whole address or endpoint is looked for in its one spelling, anything else as it was typed. */
function canonicalSearch(search: string): string {
  const text = search.replaceAll('\0', '').trim().toLowerCase()
  const endpoint = parseEndpoint(text)
  return endpoint ? formatEndpoint(endpoint) : (canonicalAddress(text) ?? text)
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&')
}

function sortValue(summary: CaseSummary, sort: CaseSort): number {
  return sort === 'changed' ? summary.changedAtMs : summary[sort]
}
