import { type ExpressionBuilder, sql } from 'kysely'
import type { HubTables } from '../hub/tables.ts'
import type { Warning, WarningBand, WarningStatus, WarningUse } from '../warning/warning.ts'
import type { OversightContext } from './context.ts'

export type WarningsQuery = {
  readonly status?: WarningStatus | undefined
  readonly band?: WarningBand | undefined
  readonly use?: WarningUse | undefined
  /** The beginning of an address, or a whole id. */
  readonly search?: string | undefined
  /** The sequence of the last row of the page before. */
  readonly before?: number | undefined
  readonly limit: number
}

export type WarningRow = {
  readonly warning: Warning
  readonly sequence: number
  readonly changedAtMs: number
}
export type WarningPage = {
  readonly rows: readonly WarningRow[]
  readonly total: number
  /** Without the filter by status, so that the reader sees what the others would show. */
  readonly counts: Readonly<Partial<Record<WarningStatus, number>>>
  readonly next: number | null
}

const US_PER_MS = 1000

/** What the hub says now, what changed last first. Canaries are nobody's warnings and are left out. */
export async function findWarnings(
  { db }: OversightContext,
  query: WarningsQuery,
): Promise<WarningPage> {
  const counted = await db
    .selectFrom('hub_list')
    .select((eb) => [statusOf(eb).as('status'), eb.fn.countAll<number>().as('count')])
    .where((eb) => filtered(eb, { ...query, status: undefined }))
    .groupBy('status')
    .execute()
  const counts = Object.fromEntries(counted.map(({ status, count }) => [status, Number(count)]))
  const rows = await db
    .selectFrom('hub_list')
    .select(['warning', 'sequence', 'added_us'])
    .where((eb) => filtered(eb, query))
    .where((eb) => (query.before === undefined ? eb.lit(true) : eb('sequence', '<', query.before)))
    .orderBy('sequence', 'desc')
    .limit(query.limit + 1)
    .execute()
  const shown = rows.slice(0, query.limit)
  return {
    rows: shown.map((row) => ({
      warning: row.warning,
      sequence: row.sequence,
      changedAtMs: Math.floor(row.added_us / US_PER_MS),
    })),
    total:
      query.status === undefined
        ? Object.values(counts).reduce((sum, count) => sum + count, 0)
        : (counts[query.status] ?? 0),
    counts,
    next: rows.length > shown.length ? shown.at(-1)!.sequence : null,
  }
}

type Builder = ExpressionBuilder<HubTables, 'hub_list'>

const statusOf = (eb: Builder) => eb.ref('warning', '->>').key('status')

function filtered(eb: Builder, { status, band, use, search }: WarningsQuery) {
  const address = eb.ref('warning', '->>').key('address')
  return eb.and([
    eb('is_former', '=', false),
    eb('only_member', 'is', null),
    ...(status === undefined ? [] : [eb(statusOf(eb), '=', status)]),
    ...(band === undefined ? [] : [eb(eb.ref('warning', '->>').key('band'), '=', band)]),
    ...(use === undefined
      ? []
      : [sql<boolean>`warning -> 'uses' @> ${JSON.stringify([use])}::jsonb`]),
    ...(search === undefined || search === ''
      ? []
      : [
          eb.or([
            eb('warning_id', '=', search),
            // Compared by its beginning and not as a pattern: what somebody types is no expression.
            sql<boolean>`starts_with(${address}, ${search})`,
          ]),
        ]),
  ])
}
