import type { Selectable } from 'kysely'
import type { ServiceEndpoint } from '../../core/endpoint.ts'
import type { DisputeContext } from './context.ts'
import { DisputeError } from './errors.ts'
import { appealsUntilMs, type DisputeLife, isOverdue, LIVE_STATUSES } from './life.ts'
import type { DisputeEventsTable, DisputesTable, Proof, TextKind } from './tables.ts'

export type DisputeText = {
  readonly atMs: number
  /** An officer, or `owner`. */
  readonly author: string
  readonly kind: TextKind
  readonly body: string
}

export type DisputeEvent = {
  readonly atMs: number
  readonly actor: string
  readonly kind: DisputeEventsTable['kind']
  readonly details: Readonly<Record<string, string | boolean>> | null
}

export type DisputeRow = DisputeLife & {
  readonly id: string
  /** Null when it was forgotten. */
  readonly endpoint: ServiceEndpoint | null
  readonly warningId: string | null
  readonly proof: Proof | null
  readonly isOverdue: boolean
  /** Null when the owner may not appeal now. */
  readonly appealsUntilMs: number | null
}

/** Everything about one dispute, for officers. Owners see less (http/dispute-part.ts). */
export type Dispute = DisputeRow & {
  readonly events: readonly DisputeEvent[]
  readonly texts: readonly DisputeText[]
}

/** What waits first, the soonest due first; then what ended last. */
export async function listDisputes(
  context: DisputeContext,
  isWithEnded: boolean,
  countMax: number,
): Promise<DisputeRow[]> {
  const rows = await context.db
    .selectFrom('disputes')
    .selectAll()
    .$if(!isWithEnded, (query) => query.where('status', 'in', LIVE_STATUSES))
    .orderBy('ended_at', (order) => order.desc().nullsFirst())
    .orderBy('number')
    .limit(countMax)
    .execute()
  return rows
    .map((row) => rowFrom(row, context))
    .toSorted((a, b) => Number(a.endedAtMs !== null) - Number(b.endedAtMs !== null) || due(a, b))
}

/** About one endpoint, newest first. */
export async function disputesAbout(
  context: DisputeContext,
  warningId: string,
): Promise<DisputeRow[]> {
  const rows = await context.db
    .selectFrom('disputes')
    .selectAll()
    .where('warning_id', '=', warningId)
    .orderBy('number', 'desc')
    .execute()
  return rows.map((row) => rowFrom(row, context))
}

const due = (a: DisputeRow, b: DisputeRow): number =>
  a.endedAtMs === null ? a.dueAtMs - b.dueAtMs : 0

/** Throws DISPUTE_NOT_FOUND. */
export async function readDispute(context: DisputeContext, id: string): Promise<Dispute> {
  const { db } = context
  const row = await db.selectFrom('disputes').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new DisputeError('DISPUTE_NOT_FOUND', 'there is no such dispute')
  const events = await db
    .selectFrom('dispute_events')
    .selectAll()
    .where('dispute_id', '=', id)
    .orderBy('sequence')
    .execute()
  const texts = await db
    .selectFrom('dispute_texts')
    .selectAll()
    .where('dispute_id', '=', id)
    .orderBy('sequence')
    .execute()
  return {
    ...rowFrom(row, context),
    events: events.map(({ at, actor, kind, details }) => ({
      atMs: at.getTime(),
      actor,
      kind,
      details,
    })),
    texts: texts.map(({ at, author, kind, body }) => ({ atMs: at.getTime(), author, kind, body })),
  }
}

/** Ids of the disputes that were filed with one claim, oldest first. */
export async function disputesOfClaim(
  { db }: DisputeContext,
  claimId: string,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('disputes')
    .select('id')
    .where('claim_id', '=', claimId)
    .orderBy('number')
    .execute()
  return rows.map(({ id }) => id)
}

function rowFrom(row: Selectable<DisputesTable>, { clock, settings }: DisputeContext): DisputeRow {
  const nowMs = clock.nowMs()
  const { id, address, protocol, port, warning_id: warningId, proof, life } = row
  const endpoint =
    address === null || protocol === null || port === null ? null : { address, protocol, port }
  return {
    ...life,
    id,
    endpoint,
    warningId,
    proof,
    isOverdue: isOverdue(life, nowMs),
    appealsUntilMs: appealsUntilMs(life, nowMs, settings),
  }
}
