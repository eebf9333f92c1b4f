import type { Kysely, Transaction } from 'kysely'
import type { ServiceEndpoint } from '../../core/endpoint.ts'
import { CaseError } from '../errors.ts'
import type { CaseTables } from '../tables.ts'
import { caseIdOf } from './case-id.ts'
import { type Candidate, type Evidence, readCandidate } from './evidence.ts'
import { isMaterialChange } from './material-change.ts'
import { caseRow, eventRow, snapshotOf } from './rows.ts'
import { applyEvent, type CaseEvent, type CaseSnapshot } from './snapshot.ts'

export type ProposeResult = {
  /** New cases. */
  readonly proposed: number
  /** Known cases whose picture changed. */
  readonly scored: number
  /** Known cases about which nothing new was said. */
  readonly unchanged: number
  /** Malformed, or a sentence of theirs named an address that is not the endpoint's. */
  readonly refused: number
}

type Proposal = {
  readonly id: string
  readonly endpoint: ServiceEndpoint
  readonly evidence: Evidence
}
type Move = Proposal & {
  readonly event: CaseEvent
  readonly snapshot: CaseSnapshot
}

export type Run = {
  readonly actor: string
  readonly atMs: number
  /** Where the flows begin that were looked at. Absent: nothing older than the run. */
  readonly evidenceFromMs?: number | undefined
}

/** A run that proposes more has lost its threshold; the best come first, the rest wait for the next. */
export const PROPOSAL_COUNT_MAX = 10_000
/** Rows of one transaction: 18 bound values each stays far below PostgreSQL's 65,535. */
const CHUNK_SIZE = 500

export async function propose(
  db: Kysely<CaseTables>,
  candidates: readonly Candidate[],
  by: Run,
): Promise<ProposeResult> {
  if (by.actor.trim() === '') throw new CaseError('ACTOR_REQUIRED', 'a proposal names its source')
  const { proposals, refused } = readProposals(candidates)
  let proposed = 0
  let scored = 0
  for (let start = 0; start < proposals.length; start += CHUNK_SIZE) {
    const chunk = proposals.slice(start, start + CHUNK_SIZE)
    const done = await db.transaction().execute((transaction) => record(transaction, chunk, by))
    proposed += done.proposed
    scored += done.scored
  }
  return { proposed, scored, unchanged: proposals.length - proposed - scored, refused }
}

/** The sound ones, one per endpoint (of two, the more probable), in the order of their ids. */
function readProposals(candidates: readonly Candidate[]): {
  proposals: Proposal[]
  refused: number
} {
  const proposals = new Map<string, Proposal>()
  const taken = candidates.slice(0, PROPOSAL_COUNT_MAX)
  let refused = candidates.length - taken.length
  for (const candidate of taken) {
    const read = readCandidate(candidate)
    if (!read) {
      refused++
      continue
    }
    const id = caseIdOf(read.endpoint)
    const known = proposals.get(id)
    if (!known || known.evidence.probability < read.evidence.probability)
      proposals.set(id, { id, ...read })
  }
  // Everybody locks rows in this order, so that two runs at the same moment cannot block each other.
  const inOrder = [...proposals.values()].sort((one, other) => (one.id < other.id ? -1 : 1))
  return { proposals: inOrder, refused }
}

async function record(
  transaction: Transaction<CaseTables>,
  proposals: readonly Proposal[],
  by: Run,
): Promise<{ proposed: number; scored: number }> {
  const rows = await transaction
    .selectFrom('cases')
    .selectAll()
    .where(
      'id',
      'in',
      proposals.map(({ id }) => id),
    )
    .orderBy('id')
    .forUpdate()
    .execute()
  const known = new Map(rows.map((row) => [row.id, snapshotOf(row)]))
  const opening: Move[] = []
  const scoring: Move[] = []
  for (const proposal of proposals) {
    const before = known.get(proposal.id)
    if (!before) opening.push(move(proposal, undefined, by))
    else if (
      before.status === 'expired'
        ? isNewsOf(before, by)
        : isMaterialChange(before, proposal.evidence, by.atMs)
    )
      scoring.push(move(proposal, before, by))
  }
  const opened = await open(transaction, opening)
  await score(transaction, scoring)
  const events = [...opened, ...scoring].map(({ id, event }) => eventRow(id, event))
  if (events.length > 0) await transaction.insertInto('case_events').values(events).execute()
  return { proposed: opened.length, scored: scoring.length }
}

/** What is over comes back only by flows that began after its end: those before it have been judged. */
function isNewsOf(ended: CaseSnapshot, { atMs, evidenceFromMs = atMs }: Run): boolean {
  return evidenceFromMs >= (ended.warning?.validUntilMs ?? ended.changedAtMs)
}

function move(proposal: Proposal, before: CaseSnapshot | undefined, by: Run): Move {
  const event: CaseEvent = {
    sequence: (before?.eventCount ?? 0) + 1,
    // Nobody decided that an expired case is over, so evidence may bring it back before a person.
    kind: before && before.status !== 'expired' ? 'scored' : 'proposed',
    atMs: by.atMs,
    actor: by.actor,
    note: null,
    evidence: proposal.evidence,
    details: null,
  }
  return { ...proposal, event, snapshot: applyEvent(before, event) }
}

/** Answers those that nobody else opened in the same instant. */
async function open(transaction: Transaction<CaseTables>, moves: readonly Move[]): Promise<Move[]> {
  if (moves.length === 0) return []
  const inserted = await transaction
    .insertInto('cases')
    .values(moves.map(({ endpoint, snapshot }) => caseRow(endpoint, snapshot)))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .execute()
  const ids = new Set(inserted.map(({ id }) => id))
  return moves.filter(({ id }) => ids.has(id))
}

/** Many updates in one statement: the rows exist and are locked, so each insert is an update. */
async function score(transaction: Transaction<CaseTables>, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return
  await transaction
    .insertInto('cases')
    .values(moves.map(({ endpoint, snapshot }) => caseRow(endpoint, snapshot)))
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        status: eb.ref('excluded.status'),
        life: eb.ref('excluded.life'),
        probability: eb.ref('excluded.probability'),
        band: eb.ref('excluded.band'),
        clients: eb.ref('excluded.clients'),
        changed_at: eb.ref('excluded.changed_at'),
        scored_at: eb.ref('excluded.scored_at'),
        leading_reason: eb.ref('excluded.leading_reason'),
        event_count: eb.ref('excluded.event_count'),
      })),
    )
    .execute()
}
