import { sql } from 'kysely'
import { DAY_MS } from '../../core/time-span.ts'
import type { Warning } from '../warning/warning.ts'
import { addTexts, heardOnce } from './act.ts'
import { boundedText, CONTACT_LENGTH_MAX, STATEMENT_LENGTH_MAX } from './bounded-text.ts'
import { type Claim, isProved } from './claims.ts'
import type { DisputeContext, DisputeDatabase } from './context.ts'
import { DisputeError } from './errors.ts'
import { filedLife } from './life.ts'
import { drawReference } from './reference.ts'
import { UNFOUNDED_DAYS } from './settings.ts'

export type Filing = {
  readonly warningId: unknown
  readonly statement: unknown
  readonly contact: unknown
}

export const OWNER = 'owner'

/** What an owner may dispute: what somebody may act on, or would again when another dispute ends. */
export const isFileable = ({ status }: Pick<Warning, 'status'>): boolean =>
  status === 'active' || status === 'disputed'

/** Files a dispute about one endpoint of a proved address; answers its reference. Throws `DisputeError`. */
export async function fileDispute(
  context: DisputeContext,
  claim: Claim,
  { warningId, statement, contact }: Filing,
): Promise<string> {
  const { db, clock, draw, list, settings } = context
  const nowMs = clock.nowMs()
  if (!isProved(claim, nowMs))
    throw new DisputeError('DISPUTE_NOT_NOW', 'control of the address is to be proved first')
  const texts = [
    { kind: 'statement', body: boundedText(statement, STATEMENT_LENGTH_MAX) },
    { kind: 'contact', body: boundedText(contact, CONTACT_LENGTH_MAX, false) },
  ] as const
  const warning = (await list.about(claim.address)).find(({ id }) => id === warningId)
  if (!warning || !isFileable(warning))
    throw new DisputeError('DISPUTE_NOTHING_LISTED', 'no warning of this endpoint is in force')
  const id = drawReference(draw)
  const at = new Date(nowMs)
  await heardOnce(
    db.transaction().execute(async (transaction) => {
      const isSuspended = await maySuspend(transaction, claim.address, nowMs, settings)
      await transaction
        .insertInto('disputes')
        .values({
          id,
          claim_id: claim.id,
          address: warning.address,
          protocol: warning.protocol,
          port: warning.port,
          warning_id: warning.id,
          status: 'filed',
          life: JSON.stringify(filedLife(isSuspended, nowMs, settings)),
          proof: JSON.stringify(claim.proof),
          filed_at: at,
          changed_at: at,
          ended_at: null,
          is_ruled: !isSuspended,
        })
        .execute()
      const details = JSON.stringify({ proof: claim.proof!.kind, isSuspended })
      await transaction
        .insertInto('dispute_events')
        .values({ dispute_id: id, at, actor: OWNER, kind: 'filed', details })
        .execute()
      await addTexts(transaction, id, at, OWNER, texts)
    }),
  )
  return id
}

/**
 * Whoever runs a C2 server controls its address, and can prove it. So suspending by itself is bounded: for an
 * address that was disputed in vain, and for all together in a day. Everybody is heard all the same.
 */
async function maySuspend(
  db: DisputeDatabase,
  address: string,
  nowMs: number,
  { isSuspending, unfoundedCountMax, suspensionsPerDay }: DisputeContext['settings'],
): Promise<boolean> {
  if (!isSuspending) return false
  const count = sql<number>`count(*)`.as('count')
  const unfounded = await db
    .selectFrom('disputes')
    .select(count)
    .where('address', '=', address)
    // Withdrawn ones too: to file, withdraw and file again would suspend without end.
    .where('status', 'in', ['rejected', 'withdrawn'])
    .where('ended_at', '>', new Date(nowMs - UNFOUNDED_DAYS * DAY_MS))
    .executeTakeFirstOrThrow()
  if (Number(unfounded.count) >= unfoundedCountMax) return false
  const suspended = await db
    .selectFrom('dispute_events')
    .select(count)
    .where('kind', '=', 'filed')
    .where('at', '>', new Date(nowMs - DAY_MS))
    .where(sql<boolean>`details ->> 'isSuspended' = 'true'`)
    .executeTakeFirstOrThrow()
  return Number(suspended.count) < suspensionsPerDay
}
