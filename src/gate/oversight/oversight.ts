import type { Clock } from '../../core/clock.ts'
import type { Database } from '../../db/database.ts'
import type { Hub } from '../hub/hub.ts'
import type { HubTables } from '../hub/tables.ts'
import { findAlarms } from './alarms.ts'
import type { OversightContext } from './context.ts'
import { findEvents } from './events.ts'
import { flowByHour } from './flow.ts'
import { chaseMember, ledgerReceipts, ledgerView } from './ledger-view.ts'
import { logState, proofOf } from './log-state.ts'
import { memberHealth, memberKeys } from './member-health.ts'
import { overviewOf } from './overview.ts'
import { showSources } from './sources.ts'
import { warningDetail } from './warning-detail.ts'
import { findWarnings } from './warnings.ts'

export type Oversight = ReturnType<typeof createOversight>

/** @param database the hub's own */
export function createOversight(database: Database, clock: Clock, hub: Hub) {
  const context: OversightContext = { db: database.$extendTables<HubTables>(), clock, hub }
  return {
    overview: () => overviewOf(context),
    members: () => memberHealth(context),
    memberKeys: (id: string) => memberKeys(context, id),
    alarms: (sinceMs: number) => findAlarms(context, sinceMs),
    warnings: (query: Parameters<typeof findWarnings>[1]) => findWarnings(context, query),
    warning: (id: string) => warningDetail(context, id),
    sources: (id: string, actor: string) => showSources(context, id, actor),
    flow: (hours: number) => flowByHour(context, hours),
    ledger: () => ledgerView(context),
    receipts: () => ledgerReceipts(context),
    chase: (memberId: string, actor: string) => chaseMember(context, memberId, actor),
    log: () => logState(context),
    proof: (id: string, index?: number) => proofOf(context, id, index),
    events: (query: Parameters<typeof findEvents>[1]) => findEvents(context, query),
  }
}
