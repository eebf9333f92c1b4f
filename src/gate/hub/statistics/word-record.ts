import { sql } from 'kysely'
import { isWithdrawn, type Warning } from '../../warning/warning.ts'
import type { HubDatabase } from '../context.ts'

/**
 * Keeps what became of each lease that a member warned of: `hub_submissions` holds only the newest word, and who
 * takes a warning back and begins again would otherwise never have been wrong.
 */
export async function recordWords(
  db: HubDatabase,
  memberId: string,
  warnings: readonly Warning[],
  at: Date,
): Promise<void> {
  if (warnings.length === 0) return
  await db
    .insertInto('hub_words')
    .values(
      warnings.map((warning) => ({
        member_id: memberId,
        warning_id: warning.id,
        valid_from: warning.validFrom,
        first_at: at,
        ends_at: new Date(warning.validUntil),
        own_end: isWithdrawn(warning) ? (warning.status as 'retracted' | 'released') : null,
        is_agreed: false,
        is_disputed: warning.status === 'disputed',
        is_released: false,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['warning_id', 'member_id', 'valid_from']).doUpdateSet((eb) => ({
        ends_at: eb.ref('excluded.ends_at'),
        own_end: eb.ref('excluded.own_end'),
        is_disputed: sql<boolean>`hub_words.is_disputed or excluded.is_disputed`,
      })),
    )
    .execute()
}

/** What the hub found out about endpoints; it counts for every word that runs on them. */
export type Finding = 'is_agreed' | 'is_disputed' | 'is_released'

export async function markWords(
  db: HubDatabase,
  warningIds: readonly string[],
  finding: Finding,
  at: Date,
): Promise<void> {
  if (warningIds.length === 0) return
  await db
    .updateTable('hub_words')
    .set({ [finding]: true })
    .where('warning_id', 'in', warningIds)
    .where('own_end', 'is', null)
    .where('ends_at', '>', at)
    .where(finding, '=', false)
    .execute()
}

/** What ended before an instant is no part of anybody's statistics any more. */
export async function forgetWords(db: HubDatabase, before: Date): Promise<void> {
  await db.deleteFrom('hub_words').where('ends_at', '<', before).execute()
}
