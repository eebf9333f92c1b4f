import type { Kysely } from 'kysely'
import { plainText } from '../../core/plain-text.ts'
import { CaseError } from '../errors.ts'
import type { CaseTables } from '../tables.ts'
import { addressesIn } from './address-mention.ts'
import { appendEvent } from './append-event.ts'
import type { EventDetails } from './event-details.ts'
import type { CaseEventKind } from './status.ts'

export type Decision = {
  readonly actor: string
  /** Why, in the person's words; never an address of a subscriber. */
  readonly note: string
}

/** What surrounds a decision. */
export type DecisionWorld = {
  readonly atMs: number
  readonly isSubscriber: (address: string) => boolean
}

/** Long enough for a paragraph and a link; the history shows every note in full. */
export const NOTE_LENGTH_MAX = 2_000

/** Appends what a person decided; of two who decide at the same moment the second is told. */
export async function decide(
  db: Kysely<CaseTables>,
  id: string,
  kind: CaseEventKind,
  decision: Decision,
  world: DecisionWorld,
  details: EventDetails | null = null,
): Promise<void> {
  const { actor, note } = readDecision(decision, world.isSubscriber)
  await appendEvent(db, id, { kind, atMs: world.atMs, actor, note, details })
}

/** Throws `CaseError` for a decision that nobody could answer for. */
export function readDecision(
  decision: Decision,
  isSubscriber: (address: string) => boolean,
): Decision {
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
