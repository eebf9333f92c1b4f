import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Difference } from './difference.ts'
import type { ChangeLine, PlanTables } from './tables.ts'

export type Approval = { readonly actor: string; readonly atMs: number; readonly note: string }
export type MeasureChange = {
  readonly number: number
  readonly atMs: number
  readonly plan: string
  readonly actor: string
  readonly addedCount: number
  readonly removedCount: number
  readonly lines: readonly ChangeLine[]
}

const CHUNK_SIZE = 5_000
/** Of one change; nobody reads more, and the counts say the rest. */
const LINES_KEPT_MAX = 1_000

/** What is in force, how it came to be so, and who approved. */
export class InForceStore {
  readonly #db: Kysely<PlanTables>

  constructor(database: Database) {
    this.#db = database.$extendTables<PlanTables>()
  }

  async load(): Promise<Map<string, Map<string, string>>> {
    const rows = await this.#db
      .selectFrom('measure_targets')
      .select(['plane', 'target', 'cause'])
      .execute()
    const found = new Map<string, Map<string, string>>()
    for (const { plane, target, cause } of rows)
      found.set(plane, (found.get(plane) ?? new Map()).set(target, cause))
    return found
  }

  /** All of it or nothing. */
  async change(
    plan: string,
    { added, removed }: Difference,
    by: { readonly actor: string; readonly atMs: number; readonly addedCount: number },
  ): Promise<void> {
    const at = new Date(by.atMs)
    const lines: ChangeLine[] = [
      ...removed.map(({ plane, key: target, reason }) => ({
        plane,
        target,
        change: 'removed' as const,
        reason,
      })),
      ...added.map(({ plane, key: target, cause: reason }) => ({
        plane,
        target,
        change: 'added' as const,
        reason,
      })),
    ]
    await this.#db.transaction().execute(async (transaction) => {
      for (const rows of chunks(removed))
        await sql`delete from measure_targets t
          using jsonb_to_recordset(${rows}::jsonb) as r (plane text, key text)
          where t.plane = r.plane and t.target = r.key`.execute(transaction)
      for (const rows of chunks(added))
        await sql`insert into measure_targets (plane, target, cause, since_at)
          select plane, key, cause, ${at}::timestamptz
          from jsonb_to_recordset(${rows}::jsonb) as r (plane text, key text, cause text)`.execute(
          transaction,
        )
      await transaction
        .insertInto('measure_changes')
        .values({
          number: sql<number>`(select coalesce(max(number), 0) + 1 from measure_changes)`,
          at,
          plan,
          actor: by.actor,
          added_count: by.addedCount,
          removed_count: removed.length,
          lines: JSON.stringify(lines.slice(0, LINES_KEPT_MAX)),
        })
        .execute()
    })
  }

  /** Targets that came in force since an instant without anybody's approval. */
  async addedWithoutApproval(sinceMs: number): Promise<number> {
    const { sum } = await this.#db
      .selectFrom('measure_changes')
      .select(sql<number>`coalesce(sum(added_count), 0)::int`.as('sum'))
      .where('actor', '=', SCHEDULE)
      .where('at', '>', new Date(sinceMs))
      .executeTakeFirstOrThrow()
    return sum
  }

  async changes(limit: number): Promise<readonly MeasureChange[]> {
    const rows = await this.#db
      .selectFrom('measure_changes')
      .selectAll()
      .orderBy('number', 'desc')
      .limit(limit)
      .execute()
    return rows.map(({ at, added_count, removed_count, ...row }) => ({
      ...row,
      atMs: at.getTime(),
      addedCount: added_count,
      removedCount: removed_count,
    }))
  }

  async approvals(plan: string, sinceMs: number): Promise<readonly Approval[]> {
    const rows = await this.#db
      .selectFrom('measure_approvals')
      .selectAll()
      .where('plan', '=', plan)
      .where('at', '>', new Date(sinceMs))
      .orderBy('number')
      .execute()
    return rows.map(({ actor, at, note }) => ({ actor, atMs: at.getTime(), note }))
  }

  async approve(plan: string, { actor, atMs, note }: Approval): Promise<void> {
    await this.#db
      .insertInto('measure_approvals')
      .values({
        number: sql<number>`(select coalesce(max(number), 0) + 1 from measure_approvals)`,
        plan,
        at: new Date(atMs),
        actor,
        note,
      })
      .execute()
  }
}

/** Who puts in force what nobody has to approve. No person can be called so: histories name them by id. */
export const SCHEDULE = 'schedule'

function* chunks(rows: Difference['added'] | Difference['removed']): Generator<string> {
  const placed = rows.map(({ plane, key, cause }) => ({ plane, key, cause }))
  for (let start = 0; start < placed.length; start += CHUNK_SIZE)
    yield JSON.stringify(placed.slice(start, start + CHUNK_SIZE))
}
