import { type Kysely, sql } from 'kysely'
import type { Warning } from '../../gate/warning/warning.ts'
import type { CaseTables } from '../tables.ts'
import { summaryOf } from './find.ts'
import { warningOf } from './warning-of.ts'

/** Which cases: some, or a page in the order of ids. */
export type ToldQuery =
  | { readonly ids: readonly string[] }
  | { readonly afterId: string; readonly limit: number }

/** What the world was told of cases, ended or not; nothing of those of which it was never told. */
export async function findTold(
  db: Kysely<CaseTables>,
  query: ToldQuery,
  nowMs: number,
): Promise<readonly Warning[]> {
  if ('ids' in query && query.ids.length === 0) return []
  const cases = db.selectFrom('cases').selectAll().orderBy('id')
  const chosen =
    'ids' in query
      ? cases.where('id', 'in', query.ids)
      : cases.where('id', '>', query.afterId).limit(query.limit)
  const rows = await chosen.where(sql<boolean>`life ->> 'warning' is not null`).execute()
  return rows.flatMap((row) => warningOf(summaryOf(row), nowMs) ?? [])
}
