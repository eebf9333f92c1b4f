import { type Kysely, sql } from 'kysely'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'
import type { Handed } from '../channels/channel.ts'
import type { AlertTables, ChannelName } from '../tables.ts'
import type { DueMessage } from './due-messages.ts'

/** Waits before the second, third … attempt; after the last one the way is given up (RFC 5321 §4.5.4.1: days). */
const RETRY_AFTER_MS = [15 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS, 12 * HOUR_MS, DAY_MS, DAY_MS]

/**
 * Writes down that a message is about to be handed over, before it is.
 * @returns its id, or undefined when it is, or was, handed over already
 */
export async function beginMessage(
  db: Kysely<AlertTables>,
  { base, alert, kind }: DueMessage,
  channel: ChannelName,
  nowMs: number,
): Promise<string | undefined> {
  const id = `${base}-${channel}`
  const begun = await db
    .insertInto('alert_messages')
    .values({
      id,
      alert,
      kind,
      channel,
      state: 'handing-over',
      attempts: 1,
      begun_at: new Date(nowMs),
    })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ state: 'handing-over', attempts: sql`alert_messages.attempts + 1` })
        .where('alert_messages.state', '=', 'deferred'),
    )
    .returning('id')
    .executeTakeFirst()
  return begun?.id
}

/** `untried`: it did not come to an attempt. */
export async function settleMessage(
  db: Kysely<AlertTables>,
  id: string,
  handed: Handed | { readonly kind: 'untried' },
  nowMs: number,
): Promise<void> {
  const update = db.updateTable('alert_messages').where('id', '=', id)
  const settled_at = new Date(nowMs)
  if (handed.kind === 'sent')
    return void (await update
      .set({ state: 'sent', settled_at, next_at: null, refusal: null })
      .execute())
  if (handed.kind === 'untried') {
    await db.deleteFrom('alert_messages').where('id', '=', id).where('attempts', '=', 1).execute()
    await update
      .set({ state: 'deferred', attempts: sql`attempts - 1`, next_at: settled_at })
      .execute()
    return
  }
  if (handed.kind !== 'deferred') {
    const state = handed.kind === 'refused' ? 'failed' : 'uncertain'
    await update.set({ state, settled_at, next_at: null, refusal: handed.code }).execute()
    return
  }
  const { attempts } = await db
    .selectFrom('alert_messages')
    .select('attempts')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const waitMs = RETRY_AFTER_MS[attempts - 1]
  await update
    .set(
      waitMs === undefined
        ? { state: 'failed', settled_at, next_at: null, refusal: handed.code }
        : { state: 'deferred', next_at: new Date(nowMs + waitMs), refusal: handed.code },
    )
    .execute()
}

/**
 * What a process that died was handing over: tried again where that makes no second one, else uncertain. The data
 * directory is held by one process, so whatever is found in that state is nobody's any more.
 */
export async function settleInterrupted(
  db: Kysely<AlertTables>,
  repeatable: ReadonlySet<ChannelName>,
  nowMs: number,
): Promise<void> {
  const at = new Date(nowMs)
  const interrupted = db.updateTable('alert_messages').where('state', '=', 'handing-over')
  const names = [...repeatable]
  if (names.length > 0)
    await interrupted
      .where('channel', 'in', names)
      .set({ state: 'deferred', next_at: at, refusal: 'interrupted' })
      .execute()
  await interrupted.set({ state: 'uncertain', settled_at: at, refusal: 'interrupted' }).execute()
}

/** In the 24 hours before, whatever became of it. */
export const handedToday = (db: Kysely<AlertTables>, nowMs: number): Promise<number> =>
  handedSince(db, nowMs - DAY_MS)

/** After this instant, whatever became of it. */
export async function handedSince(db: Kysely<AlertTables>, sinceMs: number): Promise<number> {
  const { count } = await db
    .selectFrom('alert_messages')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', 'in', ['sent', 'uncertain', 'delivered', 'bounced'])
    .where('settled_at', '>', new Date(sinceMs))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Who no longer agrees is told nothing more, and nothing more is kept of him than that he was not told. */
export async function endOptedOut(
  db: Kysely<AlertTables>,
  subscriber: string,
  nowMs: number,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const own = transaction.selectFrom('alerts').select('id').where('subscriber', '=', subscriber)
    await transaction.deleteFrom('alert_days').where('alert', 'in', own).execute()
    await transaction.deleteFrom('alert_contacts').where('subscriber', '=', subscriber).execute()
    await transaction.deleteFrom('alert_reports').where('subscriber', '=', subscriber).execute()
    await transaction
      .updateTable('alerts')
      .set({
        subscriber: null,
        ended_at: new Date(nowMs),
        ending: sql`coalesce(ending, 'opted-out')`,
      })
      .where('subscriber', '=', subscriber)
      .execute()
  })
}
