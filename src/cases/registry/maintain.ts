import type { Kysely } from 'kysely'
import { CaseError } from '../errors.ts'
import type { CaseTables } from '../tables.ts'
import { appendEvent } from './append-event.ts'
import type { Contact } from './event-details.ts'
import { type CaseSummary, summaryOf } from './find.ts'
import { getCase } from './get.ts'
import { type LeasePolicy, renewedUntil } from './lease.ts'

/** Rounds are minutes apart; what is over this waits for the next one. */
const EXPIRY_COUNT_MAX = 1_000

/** Warnings whose lease ends before an instant, the soonest first: the queue of who maintains them. */
export async function endingBefore(
  db: Kysely<CaseTables>,
  untilMs: number,
  limit: number,
): Promise<CaseSummary[]> {
  const rows = await db
    .selectFrom('cases')
    .selectAll()
    .where('valid_until', '<=', new Date(untilMs))
    .orderBy('valid_until')
    .orderBy('id')
    .limit(Math.min(limit, EXPIRY_COUNT_MAX))
    .execute()
  return rows.map(summaryOf)
}

/** Ends every lease that has run out; answers the ids. One that was renewed meanwhile is left. */
export async function expireDue(
  db: Kysely<CaseTables>,
  actor: string,
  nowMs: number,
): Promise<string[]> {
  const ended: string[] = []
  for (const { id } of await endingBefore(db, nowMs, EXPIRY_COUNT_MAX))
    if (await tryAppend(db, id, { kind: 'expired', actor, atMs: nowMs, note: null, details: null }))
      ended.push(id)
  return ended
}

/** Renews the lease of a published case that was seen again, within its bounds; answers whether it did. */
export async function reverify(
  db: Kysely<CaseTables>,
  id: string,
  contact: Contact,
  by: { readonly actor: string; readonly nowMs: number; readonly lease: LeasePolicy },
): Promise<boolean> {
  const { status, warning, kind } = await getCase(db, id)
  if (status !== 'published' || !warning) return false
  const validUntilMs = renewedUntil(warning, kind, contact, by.nowMs, by.lease)
  if (validUntilMs === undefined) return false
  const { actor, nowMs: atMs } = by
  const details = { contact, validUntilMs }
  return tryAppend(db, id, { kind: 'reverified', actor, atMs, note: null, details })
}

/** `false` when somebody was faster and the event has become pointless. */
async function tryAppend(...append: Parameters<typeof appendEvent>): Promise<boolean> {
  try {
    await appendEvent(...append)
    return true
  } catch (error) {
    if (error instanceof CaseError && OVERTAKEN.has(error.code)) return false
    throw error
  }
}

const OVERTAKEN: ReadonlySet<string> = new Set([
  'CASE_TRANSITION_ILLEGAL',
  'LEASE_RUNS',
  'LEASE_INVALID',
])
