import { isSamePerson } from '../../core/same-person.ts'
import { DAY_MS } from '../../core/time-span.ts'
import type { WarningStatus } from '../../gate/warning/warning.ts'
import type { CaseErrorCode } from '../errors.ts'
import type { CaseLife, WarningLife } from './case-life.ts'
import type { LifeEvent } from './life-event.ts'
import type { CaseEventKind, CaseStatus } from './status.ts'
import { undone, undoOf } from './undo.ts'
import { hear } from './voices.ts'

export type { CaseLife, WarningLife } from './case-life.ts'

export const NEWBORN: CaseLife = {
  status: 'proposed',
  kind: 'unknown',
  voices: [],
  request: null,
  warning: null,
  beforeDispute: null,
  undo: null,
  ignoredCount: 0,
}

/** No lease may promise more at once, whatever was configured: addresses change hands. */
export const LEASE_MS_MAX = 31 * DAY_MS

export type Step = { readonly life: CaseLife } | { readonly refusal: CaseErrorCode }

/**
 * Where each event leads. Evidence moves nothing that a person decided; it only brings back what nobody
 * decided, a case whose time ran out. `upheld` leads back to where the dispute began.
 */
const MOVES: Readonly<Record<CaseStatus, Partial<Record<CaseEventKind, CaseStatus>>>> = {
  proposed: { 'review-begun': 'in-review', confirmed: 'confirmed', dismissed: 'dismissed' },
  'in-review': { confirmed: 'confirmed', dismissed: 'dismissed', reopened: 'proposed' },
  confirmed: {
    'publication-requested': 'confirmed',
    'publication-declined': 'confirmed',
    published: 'published',
    disputed: 'disputed',
    reopened: 'proposed',
  },
  published: {
    reverified: 'published',
    disputed: 'disputed',
    retracted: 'retracted',
    expired: 'expired',
  },
  disputed: {
    upheld: 'disputed',
    released: 'released',
    retracted: 'retracted',
    expired: 'disputed',
  },
  expired: { proposed: 'proposed', disputed: 'disputed', retracted: 'retracted' },
  retracted: { reopened: 'proposed' },
  released: { reopened: 'proposed' },
  dismissed: { reopened: 'proposed' },
}

/** The one function that says what becomes of a case. Total: every event in every life has an answer. */
export function step(life: CaseLife, event: LifeEvent): Step {
  if (event.kind === 'undone') {
    const before = undone(life, event)
    return before ? { life: before } : { refusal: 'UNDO_TOO_LATE' }
  }
  const next = move(life, event)
  if ('refusal' in next || isEvidence(event)) return next
  return { life: { ...next.life, undo: undoOf(life, event) } }
}

const isEvidence = ({ kind }: LifeEvent): boolean =>
  kind === 'proposed' || kind === 'scored' || kind === 'evidenced'

function move(life: CaseLife, event: LifeEvent): Step {
  const voices = hear(life.voices, event)
  const status = MOVES[life.status][event.kind]
  if (isEvidence(event)) return { life: withEvidence({ ...life, voices }, event, status) }
  if (status === undefined)
    return {
      refusal:
        life.status === 'expired' && event.kind === 'reopened'
          ? 'EXPIRED_NEEDS_EVIDENCE'
          : 'CASE_TRANSITION_ILLEGAL',
    }
  const moved = { ...life, status }
  switch (event.kind) {
    case 'publication-requested':
      return request(moved, event)
    case 'publication-declined':
      return life.request ? { life: { ...moved, request: null } } : ILLEGAL
    case 'published':
      return publish(moved, event)
    case 'reverified':
      return renew(moved, event)
    case 'disputed':
      return { life: { ...tell(moved, 'disputed'), request: null, beforeDispute: life.status } }
    case 'upheld':
      return uphold(moved)
    case 'expired':
      return expire(moved, event)
    case 'retracted':
      return life.warning && isStanding(life.warning)
        ? { life: { ...tell(moved, 'retracted'), beforeDispute: null } }
        : ILLEGAL
    case 'released':
      return { life: { ...tell(moved, 'released'), beforeDispute: null } }
    case 'confirmed':
      return { life: { ...moved, kind: event.details?.endpointKind ?? life.kind } }
    default:
      return { life: { ...moved, request: null, beforeDispute: null } }
  }
}

/** The life after one more event of a history; one that was not allowed is counted and says nothing else. */
export function live(life: CaseLife, event: LifeEvent): CaseLife {
  const after = step(life, event)
  return 'life' in after ? after.life : { ...life, ignoredCount: life.ignoredCount + 1 }
}

const ILLEGAL = { refusal: 'CASE_TRANSITION_ILLEGAL' } as const

/** An expired case comes back only by evidence that speaks for it and is newer than its end. */
function withEvidence(life: CaseLife, event: LifeEvent, status: CaseStatus | undefined): CaseLife {
  if (life.status === 'expired' && isNews(life, event)) return { ...life, status: 'proposed' }
  return status === undefined ? life : { ...life, status }
}

/** What was observed while the warning still ran is what it rested on, however late somebody tells it. */
function isNews({ warning }: CaseLife, { kind, details }: LifeEvent): boolean {
  const item = kind === 'evidenced' ? details?.item : undefined
  return item?.stance === 'for' && item.observedAtMs > (warning?.validUntilMs ?? 0)
}

function request(life: CaseLife, event: LifeEvent): Step {
  const validMs = event.details?.validMs ?? 0
  if (life.request) return ILLEGAL
  if (!(validMs > 0 && validMs <= LEASE_MS_MAX)) return { refusal: 'LEASE_INVALID' }
  return { life: { ...life, request: { by: event.actor, atMs: event.atMs, validMs } } }
}

function publish(life: CaseLife, event: LifeEvent): Step {
  if (!life.request) return ILLEGAL
  if (isSamePerson(life.request.by, event.actor)) return { refusal: 'APPROVER_IS_PROPOSER' }
  const validUntilMs = event.details?.validUntilMs ?? 0
  if (!isLease(event.atMs, validUntilMs)) return { refusal: 'LEASE_INVALID' }
  const warning: WarningLife = {
    status: 'active',
    validFromMs: event.atMs,
    validUntilMs,
    answeredAtMs: event.atMs,
    version: (life.warning?.version ?? 0) + 1,
  }
  return { life: { ...life, request: null, warning } }
}

/** Only what still runs can be renewed: nobody is to find a warning alive that had ended. */
function renew(life: CaseLife, event: LifeEvent): Step {
  const { warning } = life
  if (!warning || event.atMs >= warning.validUntilMs) return ILLEGAL
  const validUntilMs = event.details?.validUntilMs ?? 0
  if (validUntilMs <= warning.validUntilMs || !isLease(event.atMs, validUntilMs))
    return { refusal: 'LEASE_INVALID' }
  const answeredAtMs = event.details?.contact === 'answered' ? event.atMs : warning.answeredAtMs
  const renewed = { ...warning, validUntilMs, answeredAtMs, version: warning.version + 1 }
  return { life: { ...life, warning: renewed } }
}

/** A dispute keeps its right to an answer although the warning ended meanwhile. */
function expire(life: CaseLife, event: LifeEvent): Step {
  const { warning } = life
  if (!warning || (warning.status !== 'active' && warning.status !== 'disputed')) return ILLEGAL
  if (event.atMs < warning.validUntilMs) return { refusal: 'LEASE_RUNS' }
  const beforeDispute = life.status === 'disputed' ? 'expired' : null
  return { life: { ...tell(life, 'expired'), beforeDispute } }
}

function uphold(life: CaseLife): Step {
  if (!life.beforeDispute) return ILLEGAL
  const told = life.warning?.status === 'disputed' ? tell(life, 'active') : life
  return { life: { ...told, status: life.beforeDispute, beforeDispute: null } }
}

/** What the warning says from now on. One that had ended by retraction or release stays as it is. */
function tell(life: CaseLife, status: WarningStatus): CaseLife {
  const { warning } = life
  if (!warning || !isStanding(warning)) return life
  // A dispute about what has run out changes nothing that anybody still acts on.
  if (warning.status === 'expired' && status === 'disputed') return life
  return { ...life, warning: { ...warning, status, version: warning.version + 1 } }
}

const isStanding = ({ status }: WarningLife): boolean =>
  status !== 'retracted' && status !== 'released'

const isLease = (fromMs: number, untilMs: number): boolean =>
  untilMs > fromMs && untilMs <= fromMs + LEASE_MS_MAX
