import type { Kysely } from 'kysely'
import { bouncesIn } from '../channels/bounce.ts'
import { readTextFile } from '../files/read-text-file.ts'
import { Tally } from '../files/tally.ts'
import type { AlertTables } from '../tables.ts'

/** A mailbox of notifications that somebody forgot for a year. */
const OCTETS_MAX = 64 * 2 ** 20

/**
 * Takes what came back: a mailbox file (mbox) or one message. A forged notification can at worst have somebody told
 * by another way. @returns counts by what became of the notifications
 */
export async function importBounces(
  db: Kysely<AlertTables>,
  path: string,
  nowMs: number,
): Promise<Record<string, number>> {
  const tally = new Tally()
  for (const { messageId, action, status } of bouncesIn(await readTextFile(path, OCTETS_MAX))) {
    const id = /^<noroshi\.(.+)@[^@]*>$/.exec(messageId)?.[1] ?? ''
    // "Delayed" is the server's business, "relayed" and "expanded" say no more than we know.
    const state =
      action === 'failed' && status.startsWith('5')
        ? ('bounced' as const)
        : action === 'delivered'
          ? ('delivered' as const)
          : undefined
    if (!state) {
      tally.add('no-news')
      continue
    }
    const done = await db
      .updateTable('alert_messages')
      .set({ state, settled_at: new Date(nowMs), refusal: state === 'bounced' ? status : null })
      .where('id', '=', id)
      .where('channel', '=', 'mail')
      .where('state', 'in', ['sent', 'uncertain'])
      .executeTakeFirst()
    tally.add(done.numUpdatedRows > 0n ? state : 'not-ours')
  }
  return tally.counts()
}
