import type { Oversight } from '../../gate/oversight/oversight.ts'
import type { WarningStatus } from '../../gate/warning/warning.ts'
import type { OpenHub } from './open-hub.ts'

/** How the hub stands, as counts: for a terminal and for metrics. It names nobody and no endpoint. */
export type HubStatus = {
  readonly hub: string
  readonly version: number
  readonly warnings: Readonly<Partial<Record<WarningStatus, number>>>
  readonly members: {
    readonly receiving: number
    readonly reached: number
    readonly behind: number
    readonly suspended: number
  }
  readonly ledger: { readonly withdrawals: number; readonly members: number }
  readonly disputes: {
    readonly open: number
    readonly overdue: number
    readonly suspended: number
    /** Of those in time, the soonest; null when there is none. */
    readonly nextDueAtMs: number | null
  }
  readonly log: { readonly size: number; readonly waiting: number }
  /** Of the last days. */
  readonly alarms: { readonly bulkDownloads: number; readonly canaries: number }
}

export async function hubStatus(
  { hub, disputes }: Pick<OpenHub, 'hub' | 'disputes'>,
  oversight: Oversight,
): Promise<HubStatus> {
  const { members, warnings, version, ledger, log, alarms } = await oversight.overview()
  const heard = await disputes.disputes.list()
  const { open, overdue, suspended } = (await disputes.disputes.statistics()).now
  const count = (kind: string): number => alarms.filter((alarm) => alarm.kind === kind).length
  return {
    hub: hub.name,
    version,
    warnings,
    members: {
      receiving: members.receiving,
      reached: members.reached,
      behind: members.behind.length,
      suspended: members.suspended.length,
    },
    ledger: { withdrawals: ledger.withdrawals, members: ledger.members },
    disputes: {
      open,
      overdue,
      suspended,
      nextDueAtMs: heard.find(({ isOverdue }) => !isOverdue)?.dueAtMs ?? null,
    },
    log: { size: log.size, waiting: log.waiting },
    alarms: { bulkDownloads: count('bulk-download'), canaries: count('canary') },
  }
}
