import type { DisputeRow } from '../../gate/disputes/read.ts'
import type { Alarm } from '../../gate/oversight/alarms.ts'
import type { HubEvent } from '../../gate/oversight/events.ts'
import type { FlowHour } from '../../gate/oversight/flow.ts'
import type { LogState } from '../../gate/oversight/log-state.ts'
import type { MemberHealth } from '../../gate/oversight/member-health.ts'
import type { Warning } from '../../gate/warning/warning.ts'
import type * as disputes from '../schemas/association/disputes.ts'
import type * as hub from '../schemas/association/hub.ts'
import type * as members from '../schemas/association/members.ts'
import type * as warnings from '../schemas/association/warnings.ts'
import { instant } from '../views/time-window.ts'

/** From the words of `src/gate/oversight` to the API's. */

export function memberView(member: MemberHealth): members.MemberRow {
  const { position } = member
  return {
    id: member.id,
    name: member.name,
    group: member.group,
    sector: member.sector,
    roles: [...member.roles],
    uses: [...member.uses],
    ownPrefixes: [...member.ownPrefixes],
    interestPrefixes: member.interestPrefixes && [...member.interestPrefixes],
    contacts: [...member.contacts],
    vetting: { by: member.vetting.by, basis: member.vetting.basis },
    endsAt: instant(member.endsAtMs),
    createdAt: instant(member.createdAtMs),
    condition: member.condition,
    position: position && {
      given: position.given,
      holds: position.holds,
      enforces: position.enforces,
      contactAt: instant(position.contactAtMs),
      acknowledgedAt: maybeInstant(position.acknowledgedAtMs),
    },
    behind: member.behind,
    alarmCount: member.alarmCount,
    chasedAt: maybeInstant(member.chasedAtMs),
    invitedUntil: maybeInstant(member.invitedUntilMs),
    said: member.said,
  }
}

export const alarmView = ({ kind, memberId, ownerId, atMs }: Alarm): members.Alarm => ({
  kind,
  memberId,
  ownerId,
  at: instant(atMs),
})

export const eventView = ({ atMs, details, ...event }: HubEvent): members.HubEvent => ({
  ...event,
  at: instant(atMs),
  details: details && { ...details },
})

export const warningView = (warning: Warning): warnings.SharedWarning => ({
  ...warning,
  uses: [...warning.uses],
})

/** Everything but what owners write. */
export function disputeView(row: DisputeRow): disputes.DisputeRow {
  return {
    id: row.id,
    endpoint: row.endpoint && { ...row.endpoint },
    warningId: row.warningId,
    status: row.status,
    filedAt: instant(row.filedAtMs),
    dueAt: instant(row.dueAtMs),
    isOverdue: row.isOverdue,
    isSuspended: row.isSuspended,
    isAppealed: row.isAppealed,
    proposal: row.proposal && { ...row.proposal },
    endedAt: maybeInstant(row.endedAtMs),
  }
}

export const hourView = ({ startMs, ...counts }: FlowHour): warnings.FlowHour => ({
  at: instant(startMs),
  ...counts,
})

export const logView = (
  { lastStatedAtMs, witnesses, stamp, ...state }: LogState,
  verifierKey: string,
): hub.LogState => ({
  ...state,
  verifierKey,
  lastStatedAt: maybeInstant(lastStatedAtMs),
  witnesses: witnesses.map(({ name, seenAtMs }) => ({ name, seenAt: instant(seenAtMs) })),
  stamp: stamp && { size: stamp.size, at: maybeInstant(stamp.atMs) },
})

export const maybeInstant = (ms: number | null): string | null => (ms === null ? null : instant(ms))
