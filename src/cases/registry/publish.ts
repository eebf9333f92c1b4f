import type { Kysely } from 'kysely'
import type { CollateralEstimate, EstimateCollateral } from '../../core/collateral-estimate.ts'
import { isSamePerson } from '../../core/same-person.ts'
import { CaseError } from '../errors.ts'
import type { CaseTables } from '../tables.ts'
import { isOnlyKnocking, type Objection, objectionsTo } from './collateral-gate.ts'
import { type Decision, type DecisionWorld, decide, readDecision } from './decide.ts'
import { type Case, getCase } from './get.ts'
import type { LeasePolicy } from './lease.ts'

export type PublicationRequest = Decision & {
  /** How long the warning is to hold; the kind's default when not given. */
  readonly validMs?: number | undefined
  /** Why it is to be published although others are hurt. Recorded, and shown to the second person. */
  readonly override?: string | undefined
}

export type PublishingWorld = DecisionWorld & {
  readonly estimate: EstimateCollateral
  readonly lease: LeasePolicy
  readonly rolesOf: (actor: string) => Promise<ReadonlySet<string>>
}

/** What the gate found: shown before anybody asks, and recorded when somebody does. */
export type Collateral = {
  readonly estimate: CollateralEstimate | null
  readonly objections: readonly Objection[]
}

/** The role without which nobody is the second person, and the one without which nobody is the first. */
export const APPROVER_ROLE = 'approver'
export const REQUESTER_ROLE = 'analyst'

/** Records that somebody wants the case published. Nothing leaves: a second person has to approve. */
export async function requestPublication(
  db: Kysely<CaseTables>,
  id: string,
  request: PublicationRequest,
  world: PublishingWorld,
): Promise<void> {
  const decision = readDecision(request, world.isSubscriber)
  await assertPerson(decision.actor, REQUESTER_ROLE, world)
  const subject = await getCase(db, id)
  // Before the flows are looked at: a case that cannot be published is no reason to look.
  if (subject.status !== 'confirmed' || subject.request) throw illegal(id, subject)
  const override = readOverride(request, world)
  const details = { ...(await passGate(subject, decision.actor, override, world)), ...override }
  const validMs = request.validMs ?? world.lease.leaseMs[subject.kind]
  await decide(db, id, 'publication-requested', decision, world, { ...details, validMs })
}

/**
 * The second person's word. The estimate is taken again: what was harmless when it was asked for may have
 * become shared since, and an override given then covers what was objected then and nothing else.
 */
export async function approvePublication(
  db: Kysely<CaseTables>,
  id: string,
  approval: PublicationRequest,
  world: PublishingWorld,
): Promise<void> {
  const decision = readDecision(approval, world.isSubscriber)
  await assertPerson(decision.actor, APPROVER_ROLE, world)
  const subject = await getCase(db, id)
  if (!subject.request) throw illegal(id, subject)
  if (isSamePerson(subject.request.by, decision.actor))
    throw new CaseError('APPROVER_IS_PROPOSER', 'publishing takes two people')
  const override = readOverride(approval, world)
  const asked = subject.history.findLast(({ kind }) => kind === 'publication-requested')?.details
  const accepted = asked?.override === undefined ? [] : (asked.objections ?? [])
  const gate = await passGate(subject, decision.actor, override, world, accepted)
  const validUntilMs = world.atMs + subject.request.validMs
  await decide(db, id, 'published', decision, world, { ...gate, ...override, validUntilMs })
}

/**
 * Whoever has no role here is no person known to us: a name that somebody gave on the machine. Both halves need a
 * person, or one user of the operating system could be the first half by name and the second by passkey.
 */
async function assertPerson(actor: string, role: string, world: PublishingWorld): Promise<void> {
  const roles = await world.rolesOf(actor)
  if (roles.size === 0)
    throw new CaseError('PERSON_UNPROVEN', 'publishing takes two persons who have signed in')
  if (!roles.has(role))
    throw new CaseError('APPROVER_ROLE_MISSING', `this half of publishing needs the role ${role}`)
}

/** Throws COLLATERAL_TOO_GREAT unless every objection was answered, EVIDENCE_TOO_WEAK whatever was. */
async function passGate(
  subject: Case,
  actor: string,
  { override }: { readonly override?: string },
  world: PublishingWorld,
  accepted: readonly Objection[] = [],
): Promise<Collateral> {
  const estimate = await world.estimate(subject.endpoint, actor)
  const speaking = subject.voices.filter(({ stance }) => stance === 'for')
  if (isOnlyKnocking(estimate) && speaking.length < 2)
    throw new CaseError('EVIDENCE_TOO_WEAK', 'nothing but unanswered contacts speaks for this case')
  const objections = objectionsTo(estimate)
  const open = objections.filter((objection) => !accepted.includes(objection))
  if (open.length > 0 && override === undefined)
    throw new CaseError('COLLATERAL_TOO_GREAT', `others would be hurt: ${open.join(', ')}`)
  return { estimate: estimate ?? null, objections }
}

/** An override is a decision of its own, and as answerable as the note. */
function readOverride(
  { actor, override }: PublicationRequest,
  { isSubscriber }: DecisionWorld,
): { override?: string } {
  if (override === undefined || override.trim() === '') return {}
  return { override: readDecision({ actor, note: override }, isSubscriber).note }
}

function illegal(id: string, { status, request }: Case): CaseError {
  const why = request ? `waits for an answer to ${request.by}` : `is ${status}`
  return new CaseError('CASE_TRANSITION_ILLEGAL', `the case ${id} ${why}`)
}
