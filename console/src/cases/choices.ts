import type { CaseSummary } from '../../../src/web/schemas/cases.ts'
import type { Role } from '../../../src/web/schemas/people.ts'
import type { DecisionKind } from './decided.ts'

const CHOICES: Readonly<
  Record<Exclude<CaseSummary['status'], 'confirmed'>, readonly DecisionKind[]>
> = {
  proposed: ['review', 'dismiss', 'confirm'],
  'in-review': ['reopen', 'dismiss', 'confirm'],
  published: ['dispute', 'retract'],
  disputed: ['retract', 'uphold', 'release'],
  expired: ['dispute', 'retract'],
  retracted: ['reopen'],
  released: ['reopen'],
  dismissed: ['reopen'],
}

/** What can be decided about a case now; the last is the way forward. */
export function choicesOf({
  status,
  publicationRequest,
}: Pick<CaseSummary, 'status' | 'publicationRequest'>): readonly DecisionKind[] {
  if (status !== 'confirmed') return CHOICES[status]
  return publicationRequest ? ['decline', 'approve'] : ['dispute', 'reopen', 'publish']
}

/** As the routes of the service ask for it. */
export function roleFor(kind: DecisionKind): Role {
  return kind === 'approve' || kind === 'uphold' ? 'approver' : 'analyst'
}

export type Hindrance = 'analyst' | 'approver' | 'own-request'

/** Why this person cannot decide this, though the case could be decided; null when nothing stands in the way. */
export function hindranceOf(
  kind: DecisionKind,
  subject: Pick<CaseSummary, 'publicationRequest'>,
  may: (role: Role) => boolean,
  myId: string | null,
): Hindrance | null {
  const role = roleFor(kind)
  if (!may(role)) return role === 'approver' ? 'approver' : 'analyst'
  const isOwn = myId !== null && subject.publicationRequest?.by === myId
  return kind === 'approve' && isOwn ? 'own-request' : null
}
