import { DAY_MS } from '../../core/time-span.ts'
import type { WarningStatus } from '../warning/warning.ts'
import { type Alarm, findAlarms } from './alarms.ts'
import type { OversightContext } from './context.ts'
import { type FlowHour, flowByHour } from './flow.ts'
import { ledgerView } from './ledger-view.ts'
import { type LogState, logState } from './log-state.ts'
import { ALARMS_SHOWN_MS, type MemberHealth, memberHealth } from './member-health.ts'
import { findWarnings } from './warnings.ts'

export type Overview = {
  readonly members: {
    /** In standing and receiving, and of these who was heard of lately. */
    readonly receiving: number
    readonly reached: number
    /** Not reached, longest silence first, and those who do not act on what they were given. */
    readonly unreached: readonly MemberHealth[]
    readonly behind: readonly MemberHealth[]
    readonly ending: readonly MemberHealth[]
    /** Whose link waits or ran out unused. */
    readonly invited: readonly MemberHealth[]
    readonly suspended: readonly MemberHealth[]
  }
  readonly warnings: Readonly<Partial<Record<WarningStatus, number>>>
  readonly version: number
  readonly day: readonly FlowHour[]
  readonly ledger: {
    readonly withdrawals: number
    readonly members: number
    readonly oldestAtMs: number | null
  }
  readonly log: LogState
  readonly alarms: readonly Alarm[]
}

/** Long enough for a board that meets once a month. */
const ENDING_WITHIN_MS = 30 * DAY_MS
const DAY_HOURS = 24

/** Everything that has to be seen at once. */
export async function overviewOf(context: OversightContext): Promise<Overview> {
  const nowMs = context.clock.nowMs()
  const members = await memberHealth(context)
  const among = (...conditions: MemberHealth['condition'][]) =>
    members.filter(({ condition }) => conditions.includes(condition))
  const receiving = among('current', 'behind', 'silent', 'never')
  const unreached = among('silent', 'never').sort((a, b) => lastSeenMs(a) - lastSeenMs(b))
  const inStanding = [...receiving, ...among('speaking')]
  const ledger = await ledgerView(context)
  return {
    members: {
      receiving: receiving.length,
      reached: receiving.length - unreached.length,
      unreached,
      behind: among('behind'),
      ending: [
        ...inStanding.filter(({ endsAtMs }) => endsAtMs < nowMs + ENDING_WITHIN_MS),
        ...among('ended'),
      ].sort((a, b) => a.endsAtMs - b.endsAtMs),
      invited: among('invited'),
      suspended: among('suspended'),
    },
    warnings: (await findWarnings(context, { limit: 1 })).counts,
    version: await context.hub.list.version(),
    day: await flowByHour(context, DAY_HOURS),
    ledger: {
      withdrawals: ledger.withdrawalCount,
      members: ledger.members.length,
      oldestAtMs: ledger.members[0]?.oldestAtMs ?? null,
    },
    log: await logState(context),
    alarms: await findAlarms(context, nowMs - ALARMS_SHOWN_MS),
  }
}

const lastSeenMs = ({ position }: MemberHealth): number => position?.contactAtMs ?? 0
