import type { Kysely } from 'kysely'
import { CaseError } from '../errors.ts'
import type { CaseTables } from '../tables.ts'
import { addressesIn } from './address-mention.ts'
import { isCaseId } from './case-id.ts'
import { eventRow, snapshotColumns, snapshotOf } from './rows.ts'
import { applyEvent, type CaseEvent } from './snapshot.ts'
import { type DecisionKind, nextStatus } from './status.ts'

export type Decision = {
  readonly actor: string
  /** Why, in the person's words; never an address of a subscriber. */
  readonly note: string
}

/** Long enough for a paragraph and a link; the history shows every note in full. */
export const NOTE_LENGTH_MAX = 2_000

/**
 * Appends one decision and moves the snapshot with it, in one transaction. The row is locked first,
 * so that of two people who decide at the same moment the second is told.
 */
export async function decide(
  db: Kysely<CaseTables>,
  id: string,
  kind: DecisionKind,
  decision: Decision,
  world: { readonly atMs: number; readonly isSubscriber: (address: string) => boolean },
): Promise<void> {
  const { actor, note } = readDecision(decision, world.isSubscriber)
  if (!isCaseId(id)) throw notFound(id)
  await db.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom('cases')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!row) throw notFound(id)
    if (nextStatus(row.status, kind) === undefined)
      throw new CaseError(
        'CASE_TRANSITION_ILLEGAL',
        `the case ${id} is ${row.status} and cannot be ${kind}`,
      )
    const before = snapshotOf(row)
    const event: CaseEvent = {
      sequence: before.eventCount + 1,
      kind,
      atMs: world.atMs,
      actor,
      note,
      evidence: null,
    }
    await transaction.insertInto('case_events').values(eventRow(id, event)).execute()
    await transaction
      .updateTable('cases')
      .set(snapshotColumns(applyEvent(before, event)))
      .where('id', '=', id)
      .execute()
  })
}

export function notFound(id: string): CaseError {
  return new CaseError('CASE_NOT_FOUND', `there is no case ${id.slice(0, 40)}`)
}

function readDecision(
  decision: Decision,
  isSubscriber: (address: string) => boolean,
): { actor: string; note: string } {
  const actor = plainText(decision.actor)
  const note = plainText(decision.note)
  if (actor === '') throw new CaseError('ACTOR_REQUIRED', 'a decision names who decides')
  if (note === '') throw new CaseError('NOTE_REQUIRED', 'a decision needs a note that says why')
  if (note.length > NOTE_LENGTH_MAX)
    throw new CaseError('NOTE_TOO_LONG', `a note has at most ${NOTE_LENGTH_MAX} characters`)
  if (addressesIn(note).some(isSubscriber))
    throw new CaseError('NOTE_NAMES_SUBSCRIBER', 'the note names the address of a subscriber')
  return { actor, note }
}

/** PostgreSQL cannot hold a NUL, and no person types one. */
function plainText(text: string): string {
  return text.replaceAll('\0', '').trim()
}
