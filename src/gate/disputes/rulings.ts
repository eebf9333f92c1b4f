import { sql } from 'kysely'
import type { DisputeContext } from './context.ts'
import { rulingOf } from './life.ts'

/**
 * Brings the hub's list to what disputes say. A dispute changes in one transaction and the list in another;
 * what a crash left between them is done at the next start or minute.
 */
export class Rulings {
  readonly #context: DisputeContext
  #last: Promise<unknown> = Promise.resolve()

  constructor(context: DisputeContext) {
    this.#context = context
  }

  /** One after the other: an older word must not come to the list after a newer one. */
  apply(): Promise<void> {
    const next = this.#last.then(() => this.#applyAll())
    this.#last = next.catch(() => {})
    return next
  }

  async #applyAll(): Promise<void> {
    const { db, list, clock } = this.#context
    const rows = await db
      .selectFrom('disputes')
      .select(['id', 'warning_id', 'life'])
      .where('is_ruled', '=', false)
      .where('warning_id', 'is not', null)
      .orderBy('number')
      .execute()
    for (const { id, warning_id, life } of rows) {
      const word = rulingOf(life)
      await list.rule(warning_id!, word?.ruling ?? null, word?.endsAtMs ?? clock.nowMs())
      await db
        .updateTable('disputes')
        .set({ is_ruled: true })
        .where('id', '=', id)
        // Only if nothing happened to it meanwhile.
        .where(sql<boolean>`life = ${JSON.stringify(life)}::jsonb`)
        .execute()
    }
  }
}
