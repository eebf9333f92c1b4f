import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Standing } from './standing.ts'
import type { ConsentTables } from './tables.ts'

export type RetentionResult = { readonly subscribers: number; readonly events: number }

const CHUNK_SIZE = 1_000

/** Deletes whole histories in one transaction; what stays is that, when and by whom, never whose. */
export async function deleteEnded(
  db: Kysely<ConsentTables>,
  gone: readonly Pick<Standing, 'subscriber' | 'head'>[],
  by: { readonly endedBeforeMs: number; readonly actor: string; readonly atMs: number },
): Promise<RetentionResult> {
  if (gone.length === 0) return { subscribers: 0, events: 0 }
  const heads = gone.map(({ head }) => head).sort()
  const digest = createHash('sha256').update(heads.join('\n')).digest('hex')
  return db.transaction().execute(async (transaction) => {
    await sql`select set_config('noroshi.consent_retention', 'on', true)`.execute(transaction)
    let events = 0
    for (let start = 0; start < gone.length; start += CHUNK_SIZE) {
      const subscribers = gone.slice(start, start + CHUNK_SIZE).map(({ subscriber }) => subscriber)
      const deleted = await transaction
        .deleteFrom('consent_events')
        .where('subscriber', 'in', subscribers)
        .executeTakeFirst()
      events += Number(deleted.numDeletedRows)
      for (const table of ['consent_lines', 'consent_links'] as const)
        await transaction.deleteFrom(table).where('subscriber', 'in', subscribers).execute()
    }
    await transaction
      .insertInto('consent_deletions')
      .values({
        at: new Date(by.atMs),
        actor: by.actor,
        ended_before: new Date(by.endedBeforeMs),
        subscribers: gone.length,
        events,
        digest,
      })
      .execute()
    return { subscribers: gone.length, events }
  })
}
