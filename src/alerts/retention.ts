import { readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { DAY_MS } from '../core/time-span.ts'
import type { AlertTables } from './tables.ts'

export type AlertDays = {
  readonly sessionDays: number
  readonly contactDays: number
  readonly recordDays: number
}

/** Deleted rows and files, by what they were. */
export type AlertsPurged = Readonly<
  Record<'sessions' | 'reports' | 'contacts' | 'subscribers' | 'letters', number>
>

/**
 * Deletes what is not needed any more: mappings past their days, contact data of whom nobody has to tell anything,
 * and of what was told the name of whom. What is left counts, and belongs to nobody.
 */
export async function purgeAlerts(
  db: Kysely<AlertTables>,
  days: AlertDays,
  nowMs: number,
  letters?: string,
): Promise<AlertsPurged> {
  const before = (count: number): Date => new Date(nowMs - count * DAY_MS)
  const sessions = await db
    .deleteFrom('alert_sessions')
    .where(sql<boolean>`coalesce(until_at, heard_at) < ${before(days.sessionDays)}`)
    .executeTakeFirst()
  const reports = await db
    .deleteFrom('alert_reports')
    .where('last_at', '<', before(days.sessionDays))
    .executeTakeFirst()
  const subscribers = await db
    .updateTable('alerts')
    .set({ subscriber: null })
    .where('subscriber', 'is not', null)
    .where('ended_at', '<', before(days.recordDays))
    .executeTakeFirst()
  const contacts = await db
    .deleteFrom('alert_contacts as c')
    .where((eb) =>
      eb.or([
        eb('c.imported_at', '<', before(days.contactDays)),
        eb.not(
          eb.exists(
            eb
              .selectFrom('alerts as a')
              .select('a.id')
              .whereRef('a.subscriber', '=', 'c.subscriber')
              // A correction may still be owed.
              .where((or) =>
                or.or([or('a.ended_at', 'is', null), or('a.ending', '=', 'withdrawn')]),
              ),
          ),
        ),
      ]),
    )
    .executeTakeFirst()
  return {
    sessions: Number(sessions.numDeletedRows),
    reports: Number(reports.numDeletedRows),
    contacts: Number(contacts.numDeletedRows),
    subscribers: Number(subscribers.numUpdatedRows),
    letters: letters === undefined ? 0 : await deleteOldLetters(letters, before(days.contactDays)),
  }
}

/** A letter holds a name and an address, so it is kept no longer than these. */
async function deleteOldLetters(directory: string, before: Date): Promise<number> {
  let deleted = 0
  const names = await readdir(directory).catch(() => [])
  for (const name of names) {
    // Ours and nothing else that somebody may have put there.
    if (!/^[0-9a-f]{24}\.pdf(\.part)?$/.test(name)) continue
    const path = join(directory, name)
    if ((await stat(path)).mtime >= before) continue
    await unlink(path)
    deleted++
  }
  return deleted
}
