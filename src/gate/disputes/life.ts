import { isSamePerson } from '../../core/same-person.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { DisputeError } from './errors.ts'
import type { Ruling } from './ports.ts'
import type { Outcome, ReasonCode } from './reasons.ts'
import type { DisputeSettings } from './settings.ts'

/**
 * A dispute from its filing on. Before that there is only a claim to an address: opened, proved, or lapsed
 * (claims.ts).
 */
export const DISPUTE_STATUSES = [
  'filed',
  /** An officer looks into it. */
  'first-review',
  /** An officer has proposed how to decide; another one decides. */
  'second-review',
  'released',
  'rejected',
  'withdrawn',
] as const
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number]

export const LIVE_STATUSES = ['filed', 'first-review', 'second-review'] as const

/** What can happen to a dispute after it was filed. Texts are kept apart, because they are deleted one day. */
export type Act =
  | { readonly kind: 'taken' | 'returned' | 'decided' | 'reopened' | 'told' }
  | { readonly kind: 'suspended' | 'resumed' }
  | { readonly kind: 'proposed'; readonly outcome: Outcome; readonly reason: ReasonCode }
  | { readonly kind: 'stated' | 'appealed' | 'withdrawn' }
export type ActKind = Act['kind']

export type Proposal = {
  readonly outcome: Outcome
  readonly reason: ReasonCode
  readonly proposedBy: string
}
export type Decision = Proposal & { readonly decidedBy: string; readonly atMs: number }

export type DisputeLife = {
  readonly status: DisputeStatus
  readonly filedAtMs: number
  /** When a decision is due; of an appeal, its own. */
  readonly dueAtMs: number
  readonly isSuspended: boolean
  /** Until when a release holds against every member; null while there is none. */
  readonly releasedUntilMs: number | null
  readonly proposal: Proposal | null
  readonly decisions: readonly Decision[]
  readonly isAppealed: boolean
  readonly endedAtMs: number | null
  /** What the owner has said, and what was said to the owner. */
  readonly statementCount: number
  readonly messageCount: number
}

/** The owner is heard, not given a channel. */
const STATEMENT_COUNT_MAX = 5
const MESSAGE_COUNT_MAX = 20
/** While a dispute is heard its suspension holds, however slow the association is. */
const HEARING_HOLDS_MS = 400 * DAY_MS

export const isLive = ({ status }: Pick<DisputeLife, 'status'>): boolean =>
  (LIVE_STATUSES as readonly DisputeStatus[]).includes(status)

export const isOverdue = (life: DisputeLife, nowMs: number): boolean =>
  isLive(life) && nowMs > life.dueAtMs

/** Once, in time, and only what was rejected; null when it may not be appealed at this instant. */
export function appealsUntilMs(
  { status, isAppealed, endedAtMs }: Pick<DisputeLife, 'status' | 'isAppealed' | 'endedAtMs'>,
  nowMs: number,
  { appealDays }: Pick<DisputeSettings, 'appealDays'>,
): number | null {
  if (status !== 'rejected' || isAppealed || endedAtMs === null) return null
  const untilMs = endedAtMs + appealDays * DAY_MS
  return nowMs <= untilMs ? untilMs : null
}

export function filedLife(
  isSuspended: boolean,
  atMs: number,
  { decisionHours }: Pick<DisputeSettings, 'decisionHours'>,
): DisputeLife {
  return {
    status: 'filed',
    filedAtMs: atMs,
    dueAtMs: atMs + decisionHours * HOUR_MS,
    isSuspended,
    releasedUntilMs: null,
    proposal: null,
    decisions: [],
    isAppealed: false,
    endedAtMs: null,
    statementCount: 1,
    messageCount: 0,
  }
}

/** What the list must say because of this dispute; null when it changes nothing. */
export function rulingOf(
  life: DisputeLife,
): { readonly ruling: Ruling; readonly endsAtMs: number } | null {
  if (life.releasedUntilMs !== null) return { ruling: 'released', endsAtMs: life.releasedUntilMs }
  return isLive(life) && life.isSuspended
    ? { ruling: 'disputed', endsAtMs: life.filedAtMs + HEARING_HOLDS_MS }
    : null
}

const FROM: Readonly<Record<ActKind, readonly DisputeStatus[]>> = {
  taken: ['filed', 'first-review'],
  proposed: ['filed', 'first-review'],
  returned: ['second-review'],
  decided: ['second-review'],
  suspended: LIVE_STATUSES,
  resumed: LIVE_STATUSES,
  told: LIVE_STATUSES,
  stated: LIVE_STATUSES,
  withdrawn: LIVE_STATUSES,
  appealed: ['rejected'],
  reopened: ['released', 'rejected'],
}

/**
 * The one place that says what may happen. Throws DISPUTE_NOT_NOW, DISPUTE_OFFICER_SAME or DISPUTE_LIMITED.
 * @param actor an officer's name, or `owner`
 */
export function step(
  life: DisputeLife,
  act: Act,
  actor: string,
  nowMs: number,
  settings: DisputeSettings,
): DisputeLife {
  if (!FROM[act.kind].includes(life.status)) throw notNow(life.status, act.kind)
  const dueAtMs = nowMs + settings.decisionHours * HOUR_MS
  const heardAgain = { status: 'filed', dueAtMs, proposal: null, endedAtMs: null } as const
  switch (act.kind) {
    case 'taken':
      return { ...life, status: 'first-review' }
    case 'proposed': {
      const { outcome, reason } = act
      return { ...life, status: 'second-review', proposal: { outcome, reason, proposedBy: actor } }
    }
    case 'returned':
      return { ...life, status: 'first-review', proposal: null }
    case 'decided':
      return decide(life, actor, nowMs, settings)
    case 'suspended':
    case 'resumed':
      return { ...life, isSuspended: act.kind === 'suspended' }
    case 'told':
      if (life.messageCount >= MESSAGE_COUNT_MAX) throw tooMany()
      return { ...life, messageCount: life.messageCount + 1 }
    case 'stated':
      if (life.statementCount >= STATEMENT_COUNT_MAX) throw tooMany()
      return { ...life, statementCount: life.statementCount + 1 }
    case 'withdrawn':
      // What was released and is looked at again is the association's question, not the owner's any more.
      if (life.releasedUntilMs !== null) throw notNow(life.status, act.kind)
      return { ...life, status: 'withdrawn', proposal: null, isSuspended: false, endedAtMs: nowMs }
    case 'appealed':
      if (appealsUntilMs(life, nowMs, settings) === null) throw notNow(life.status, act.kind)
      return { ...life, ...heardAgain, isAppealed: true, statementCount: life.statementCount + 1 }
    case 'reopened':
      return { ...life, ...heardAgain }
  }
}

function decide(
  life: DisputeLife,
  actor: string,
  nowMs: number,
  { releaseHoldsDays }: DisputeSettings,
): DisputeLife {
  const proposal = life.proposal!
  if (isSamePerson(proposal.proposedBy, actor))
    throw new DisputeError('DISPUTE_OFFICER_SAME', 'another officer than the proposing one decides')
  const earlier = life.decisions.flatMap(({ proposedBy, decidedBy }) => [proposedBy, decidedBy])
  if (life.isAppealed && earlier.some((name) => isSamePerson(name, actor)))
    throw new DisputeError('DISPUTE_OFFICER_SAME', 'an appeal is decided by who had no part before')
  const isReleased = proposal.outcome === 'released'
  return {
    ...life,
    status: proposal.outcome,
    proposal: null,
    isSuspended: false,
    decisions: [...life.decisions, { ...proposal, decidedBy: actor, atMs: nowMs }],
    releasedUntilMs: isReleased ? nowMs + releaseHoldsDays * DAY_MS : null,
    endedAtMs: nowMs,
  }
}

const notNow = (status: DisputeStatus, kind: ActKind): DisputeError =>
  new DisputeError('DISPUTE_NOT_NOW', `the dispute is ${status}; it cannot be ${kind} now`)

const tooMany = (): DisputeError =>
  new DisputeError('DISPUTE_LIMITED', 'as much was said as fits into one dispute')
