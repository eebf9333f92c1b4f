import { type Kysely, sql } from 'kysely'
import type { EndpointKind } from '../../core/endpoint-kind.ts'
import { holdsUntil } from '../lists/entries.ts'
import type { ListTables } from '../lists/tables.ts'
import type { EvidenceSource } from '../registry/evidence-item.ts'
import type { CaseTables } from '../tables.ts'

export type ListEvidenceSource = Extract<EvidenceSource, 'reputation-list' | 'known-good-list'>

/** What one origin's lists say, or were told to have said, of one case. */
export type ListVoice = {
  readonly caseId: string
  readonly source: ListEvidenceSource
  readonly origin: string
}

/** What it is about, for the sentence. */
export type ListSaying = ListVoice & {
  readonly lists: readonly string[]
  readonly sinceMs: number
  /** When it ends, as far as the list says. */
  readonly untilMs: number | null
  /** Of a reputation list. */
  readonly kind: EndpointKind
  /** Of a known-good list. */
  readonly reason: string | null
}

export type Tables = CaseTables & ListTables

/** What all lists say of these cases now; of known-good ones also what they said when a case was scored. */
export async function sayings(
  db: Kysely<Tables>,
  caseIds: readonly string[],
  nowMs: number,
): Promise<ListSaying[]> {
  const now = new Date(nowMs)
  const ends = sql`coalesce(${holdsUntil}, 'infinity')`
  const { rows } = await sql<{
    case_id: string
    origin: string
    list_kind: 'reputation' | 'known-good'
    lists: string[]
    since: Date
    until: Date | null
    says: EndpointKind
    reason: string | null
  }>`
    select c.id as case_id, coalesce(list_sources.origin, list_sources.name) as origin,
      list_sources.kind as list_kind, jsonb_agg(distinct list_sources.name) as lists,
      min(list_entries.first_listed) as since, max(${holdsUntil}) as until,
      (array_agg(list_entries.kind order by list_entries.kind = 'unknown', list_entries.id))[1] as says,
      (array_agg(coalesce(list_entries.reason, list_sources.reason) order by list_entries.id))[1] as reason
    from cases c
    join list_entries on list_entries.network >>= c.address::inet
    join list_sources on list_sources.name = list_entries.source
    where c.id = any(${[...caseIds]}::text[])
      and (list_entries.port is null or list_entries.port = c.port)
      and (list_entries.protocol is null or list_entries.protocol = c.protocol)
      and case list_sources.kind
        when 'reputation' then masklen(list_entries.network) = case family(list_entries.network) when 4 then 32 else 128 end
          and list_entries.first_listed <= ${now} and ${ends} > ${now}
        else (list_entries.first_listed <= ${now} and ${ends} > ${now})
          or (list_entries.first_listed <= c.scored_at and ${ends} > c.scored_at) end
    group by c.id, 2, 3`.execute(db)
  return rows.map((row) => ({
    caseId: row.case_id,
    source: row.list_kind === 'reputation' ? 'reputation-list' : 'known-good-list',
    origin: row.origin,
    lists: row.lists,
    sinceMs: row.since.getTime(),
    untilMs: row.until?.getTime() ?? null,
    kind: row.says,
    reason: row.reason,
  }))
}

/** What cases were told and is not withdrawn. Without ids, of all cases. */
export async function told(
  db: Kysely<Tables>,
  caseIds: readonly string[] | undefined,
): Promise<ListVoice[]> {
  const { rows } = await sql<ListVoice & { stance: string }>`
    select distinct on (case_id, details->'item'->>'source', details->'item'->>'origin')
      case_id as "caseId", details->'item'->>'source' as source,
      details->'item'->>'origin' as origin, details->'item'->>'stance' as stance
    from case_events
    where kind = 'evidenced'
      and details->'item'->>'source' in ('reputation-list', 'known-good-list')
      ${caseIds ? sql`and case_id = any(${[...caseIds]}::text[])` : sql``}
    order by case_id, details->'item'->>'source', details->'item'->>'origin', sequence desc`.execute(
    db,
  )
  return rows
    .filter(({ stance }) => stance !== 'withdrawn')
    .map(({ caseId, source, origin }) => ({ caseId, source, origin }))
}
