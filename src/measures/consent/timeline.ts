import { type Kysely, sql } from 'kysely'
import { CONSENT_SCOPES, type ConsentScope } from './scopes.ts'
import type { ConsentTables } from './tables.ts'

/** How many subscribers began and ceased to agree on one day; saying the same again is neither. */
export type ConsentDay = {
  /** UTC, `2026-11-21`. */
  readonly day: string
  readonly scope: ConsentScope
  readonly begun: number
  readonly ended: number
}

/** Oldest first; days on which nothing changed are left out. Histories that retention deleted are not in it. */
export async function consentTimeline(db: Kysely<ConsentTables>): Promise<readonly ConsentDay[]> {
  const { rows } = await sql<ConsentDay>`
    with said as (
      select subscriber, sequence, at, fact->>'kind' as kind, fact->>'scope' as scope
      from consent_events where fact->>'kind' in ('granted', 'withdrawn', 'lapsed')
      union all
      select subscriber, sequence, at, 'ended', scope
      from consent_events cross join unnest(${[...CONSENT_SCOPES]}::text[]) as scope
      where fact->>'kind' = 'contract-ended'
    ), turns as (
      select scope, at, kind,
        lag(kind) over (partition by subscriber, scope order by sequence) as before
      from said
    ), days as (
      select to_char(at at time zone 'utc', 'YYYY-MM-DD') as day, scope,
        (count(*) filter (where kind = 'granted' and before is distinct from 'granted'))::int as begun,
        (count(*) filter (where kind <> 'granted' and before = 'granted'))::int as ended
      from turns group by 1, 2
    )
    select * from days where begun + ended > 0 order by day, scope`.execute(db)
  return rows
}
