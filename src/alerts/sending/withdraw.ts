import type { Kysely } from 'kysely'
import type { Tally } from '../files/tally.ts'
import type { AlertTables } from '../tables.ts'

/** Ends the alerts that stand on nothing any more: every case behind them turned out wrong. */
export async function withdrawUnfounded(
  db: Kysely<AlertTables>,
  {
    withdrawnCases,
    nowMs,
  }: { readonly withdrawnCases: ReadonlySet<string>; readonly nowMs: () => number },
  tally: Tally,
): Promise<void> {
  if (withdrawnCases.size === 0) return
  const rows = await db
    .selectFrom('alert_cases as c')
    .innerJoin('alerts as a', 'a.id', 'c.alert')
    .select(['c.alert', 'c.case_id'])
    .where((eb) => eb.or([eb('a.ending', 'is', null), eb('a.ending', '=', 'over')]))
    .where('a.subscriber', 'is not', null)
    .execute()
  const unfounded = [...Map.groupBy(rows, ({ alert }) => alert)]
    .filter(([, cases]) => cases.every(({ case_id }) => withdrawnCases.has(case_id)))
    .map(([alert]) => alert)
  for (const alert of unfounded)
    await db
      .updateTable('alerts')
      .set({ ended_at: new Date(nowMs()), ending: 'withdrawn' })
      .where('id', '=', alert)
      .execute()
  if (unfounded.length > 0) tally.add('withdrawn', unfounded.length)
}
