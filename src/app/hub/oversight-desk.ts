import type { LeakedRow, LeakFinding } from '../../gate/hub/leak.ts'
import type { MemberProfile } from '../../gate/hub/member.ts'
import type { MemberStatistics } from '../../gate/hub/statistics/member-statistics.ts'
import type { HubEventKind } from '../../gate/hub/tables.ts'
import type { HubEvent } from '../../gate/oversight/events.ts'
import type { Pursued } from '../../gate/oversight/ledger-view.ts'
import { createOversight } from '../../gate/oversight/oversight.ts'
import { systemClock } from '../system-ports.ts'
import { type HubStatus, hubStatus } from './hub-status.ts'
import type { OpenHub } from './open-hub.ts'
import { remoteCall, withDesk } from './with-desk.ts'

/** What the association's operator sees of the whole, and the few things done about it. */
export type OversightDesk = {
  /** Not `status`: the socket answers that with who holds the directory. */
  standing(): Promise<HubStatus>
  change(id: string, change: Partial<MemberProfile>): Promise<null>
  statistics(): Promise<readonly MemberStatistics[]>
  events(query: EventsWish): Promise<readonly HubEvent[]>
  pursued(): Promise<readonly Pursued[]>
  /** Answers who was chased. */
  chase(memberIds: readonly string[] | null): Promise<readonly string[]>
  traceList(rows: readonly LeakedRow[]): Promise<LeakFinding>
}

export type EventsWish = {
  readonly kind?: HubEventKind
  readonly memberId?: string
  readonly limit: number
}

const ACTOR = 'operator'

export function oversightDeskOf({
  hub,
  database,
  disputes,
}: Pick<OpenHub, 'hub' | 'database' | 'disputes'>): OversightDesk {
  const oversight = createOversight(database, systemClock, hub)
  const pursued = async () => (await oversight.ledger()).members
  return {
    standing: () => hubStatus({ hub, disputes }, oversight),
    change: async (id, change) => {
      await hub.change(id, change, ACTOR)
      return null
    },
    statistics: () => hub.memberStatistics(),
    events: async (query) => (await oversight.events(query)).events,
    pursued,
    chase: async (memberIds) => {
      const ids = memberIds ?? (await pursued()).map(({ memberId }) => memberId)
      for (const id of ids) await oversight.chase(id, ACTOR)
      return ids
    },
    traceList: (rows) => hub.traceList(rows, ACTOR),
  }
}

/** Through the running hub when there is one, else on the database itself. */
export const withOversightDesk = <Result>(
  dataPath: string,
  use: (desk: OversightDesk) => Promise<Result>,
): Promise<Result> => withDesk(dataPath, { remote: remoteDesk, here: oversightDeskOf }, use)

function remoteDesk(socket: string): OversightDesk {
  const call = (method: keyof OversightDesk) => remoteCall(socket, method)
  return {
    standing: call('standing'),
    change: call('change'),
    statistics: call('statistics'),
    events: call('events'),
    pursued: call('pursued'),
    chase: call('chase'),
    traceList: call('traceList'),
  }
}
