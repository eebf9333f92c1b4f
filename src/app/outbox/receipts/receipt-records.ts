import type { Kysely } from 'kysely'
import type { Database } from '../../../db/database.ts'
import type { Receipt } from '../../../gate/warning/receipt.ts'
import { wholeMinute } from '../../../gate/warning/whole-time.ts'
import type { OutboxReceiptsTable, OutboxTables } from '../tables.ts'

export type DueReceipt = { readonly releaseId: string; readonly receipt: Receipt }

export type ReceiptCounts = {
  readonly waiting: number
  readonly taken: number
  readonly refused: number
}

/** Receipts on their way, in the operational database, where they survive whatever happens to us. */
export class ReceiptRecords {
  readonly #db: Kysely<OutboxTables>

  constructor(database: Database) {
    this.#db = database.$extendTables<OutboxTables>()
  }

  /** One for each release; a second one of the same release is nothing. */
  async add(releaseId: string, receipt: Receipt, provedAtMs: number): Promise<void> {
    await this.#db
      .insertInto('outbox_receipts')
      .values({
        release_id: releaseId,
        warning_id: receipt.warningId,
        version: receipt.version,
        lifted_at: receipt.liftedAt === null ? null : new Date(receipt.liftedAt),
        probe: receipt.probe,
        planes: receipt.planes,
        proved_at: new Date(provedAtMs),
        settled_at: null,
        refusal: null,
      })
      .onConflict((conflict) => conflict.column('release_id').doNothing())
      .execute()
  }

  async known(releaseIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (releaseIds.length === 0) return new Set()
    const rows = await this.#db
      .selectFrom('outbox_receipts')
      .select('release_id')
      .where('release_id', 'in', releaseIds)
      .execute()
    return new Set(rows.map(({ release_id }) => release_id))
  }

  /** In the order in which they were proved: of two about one warning the later one is to hold. */
  async due(countMax: number): Promise<readonly DueReceipt[]> {
    const rows = await this.#db
      .selectFrom('outbox_receipts')
      .selectAll()
      .where('settled_at', 'is', null)
      .orderBy('proved_at')
      .orderBy('release_id')
      .limit(countMax)
      .execute()
    return rows.map(dueOf)
  }

  async settle(
    outcomes: readonly { readonly releaseId: string; readonly refusal: string | null }[],
    atMs: number,
  ): Promise<void> {
    const settled_at = new Date(atMs)
    for (const { releaseId, refusal } of outcomes)
      await this.#db
        .updateTable('outbox_receipts')
        .set({ settled_at, refusal })
        .where('release_id', '=', releaseId)
        .execute()
  }

  async counts(): Promise<ReceiptCounts> {
    const row = await this.#db
      .selectFrom('outbox_receipts')
      .select((eb) => [
        eb.fn.countAll<number>().filterWhere('settled_at', 'is', null).as('waiting'),
        eb.fn.count<number>('settled_at').filterWhere('refusal', 'is', null).as('taken'),
        eb.fn.count<number>('refusal').as('refused'),
      ])
      .executeTakeFirstOrThrow()
    const { waiting, taken, refused } = row
    return { waiting: Number(waiting), taken: Number(taken), refused: Number(refused) }
  }

  async forgetBefore(atMs: number): Promise<void> {
    await this.#db.deleteFrom('outbox_receipts').where('proved_at', '<', new Date(atMs)).execute()
  }
}

const dueOf = (row: OutboxReceiptsTable): DueReceipt => ({
  releaseId: row.release_id,
  receipt: {
    warningId: row.warning_id,
    version: Number(row.version),
    liftedAt: row.lifted_at && wholeMinute(row.lifted_at.getTime()),
    probe: row.probe,
    planes: row.planes,
  },
})
