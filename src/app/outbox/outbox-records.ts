import type { Kysely } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { OutboxTable, OutboxTables, Ruled } from './tables.ts'

export type OutboxRecord = {
  readonly id: string
  readonly settledVersion: number
  readonly sentVersion: number
  readonly refusal: string | null
  readonly changedAtMs: number
  readonly ruled: Ruled | null
}

/** A console shows so many; who has more has one cause for all of them. */
const REFUSED_COUNT_MAX = 200

/** What became of what was passed on, in the operational database, where it survives whatever happens to us. */
export class OutboxRecords {
  readonly #db: Kysely<OutboxTables>

  constructor(database: Database) {
    this.#db = database.$extendTables<OutboxTables>()
  }

  async of(ids: readonly string[]): Promise<Map<string, OutboxRecord>> {
    if (ids.length === 0) return new Map()
    const rows = await this.#db
      .selectFrom('outbox')
      .selectAll()
      .where('warning_id', 'in', ids)
      .execute()
    return new Map(rows.map((row) => [row.warning_id, recordOf(row)]))
  }

  async put(records: readonly OutboxRecord[]): Promise<void> {
    if (records.length === 0) return
    await this.#db
      .insertInto('outbox')
      .values(records.map(rowOf))
      .onConflict((conflict) =>
        conflict.column('warning_id').doUpdateSet((eb) => ({
          settled_version: eb.ref('excluded.settled_version'),
          sent_version: eb.ref('excluded.sent_version'),
          refusal: eb.ref('excluded.refusal'),
          changed_at: eb.ref('excluded.changed_at'),
          ruled: eb.ref('excluded.ruled'),
        })),
      )
      .execute()
  }

  /** Those that are disputed at present because the hub says so; an owner is heard in days, so they are few. */
  async ruled(): Promise<ReadonlySet<string>> {
    const rows = await this.#db
      .selectFrom('outbox')
      .select('warning_id')
      .where('ruled', '=', 'disputed')
      .execute()
    return new Set(rows.map(({ warning_id }) => warning_id))
  }

  /** The newest first. */
  async refused(): Promise<readonly OutboxRecord[]> {
    const rows = await this.#db
      .selectFrom('outbox')
      .selectAll()
      .where('refusal', 'is not', null)
      .orderBy('changed_at', 'desc')
      .limit(REFUSED_COUNT_MAX)
      .execute()
    return rows.map(recordOf)
  }

  async counts(): Promise<{ readonly taken: number; readonly refused: number }> {
    const { taken, refused } = await this.#db
      .selectFrom('outbox')
      .select((eb) => [
        eb.fn.countAll<number>().filterWhere('refusal', 'is', null).as('taken'),
        eb.fn.countAll<number>().filterWhere('refusal', 'is not', null).as('refused'),
      ])
      .executeTakeFirstOrThrow()
    return { taken: Number(taken), refused: Number(refused) }
  }

  /** Refused ones count as never tried; answers their ids. */
  async reopen(): Promise<readonly string[]> {
    const rows = await this.#db
      .updateTable('outbox')
      .set({ settled_version: 0, refusal: null })
      .where('refusal', 'is not', null)
      .returning('warning_id')
      .execute()
    return rows.map(({ warning_id }) => warning_id)
  }
}

const recordOf = (row: OutboxTable): OutboxRecord => ({
  id: row.warning_id,
  settledVersion: row.settled_version,
  sentVersion: row.sent_version,
  refusal: row.refusal,
  changedAtMs: row.changed_at.getTime(),
  ruled: row.ruled,
})

const rowOf = (record: OutboxRecord): OutboxTable => ({
  warning_id: record.id,
  settled_version: record.settledVersion,
  sent_version: record.sentVersion,
  refusal: record.refusal,
  changed_at: new Date(record.changedAtMs),
  ruled: record.ruled,
})
