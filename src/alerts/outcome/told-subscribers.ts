import type { Kysely } from 'kysely'
import type { DeviceKind } from '../device-kind.ts'
import type { Problem, Reason } from '../reason.ts'
import type { AlertTables, Outcome, StudyGroup } from '../tables.ts'

/** Who it is: for the privacy officer, who answers whoever asks what is known of him. */
export type ToldSubscriber = {
  readonly alert: string
  readonly subscriber: string
  readonly reason: Reason
  readonly problem: Problem | null
  readonly deviceKind: DeviceKind
  readonly group: StudyGroup
  readonly plannedAtMs: number
  readonly dueAtMs: number
  readonly outcome: Outcome
  readonly messages: readonly string[]
}

/** Answered at once; a round may have told more. */
export const TOLD_COUNT_MAX = 500

export type ToldQuery = {
  /** Exactly as the carrier writes it. */
  readonly subscriber?: string | undefined
  readonly round?: string | undefined
}

/** The newest first, at most `TOLD_COUNT_MAX`; everybody where nothing is asked for in particular. */
export async function toldSubscribers(
  db: Kysely<AlertTables>,
  { subscriber, round }: ToldQuery = {},
): Promise<ToldSubscriber[]> {
  const rows = await db
    .selectFrom('alerts')
    .selectAll()
    .where('subscriber', 'is not', null)
    .$if(subscriber !== undefined, (query) => query.where('subscriber', '=', subscriber!))
    .$if(round !== undefined, (query) => query.where('round', '=', round!))
    .orderBy('planned_at', 'desc')
    .orderBy('id')
    .limit(TOLD_COUNT_MAX)
    .execute()
  if (rows.length === 0) return []
  const messages = await db
    .selectFrom('alert_messages')
    .select(['alert', 'kind', 'channel', 'state'])
    .where(
      'alert',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('begun_at')
    .execute()
  const byAlert = Map.groupBy(messages, ({ alert }) => alert)
  return rows.map((row) => ({
    alert: row.id,
    subscriber: row.subscriber!,
    reason: row.reason,
    problem: row.problem,
    deviceKind: row.device_kind,
    group: row.study_group,
    plannedAtMs: +row.planned_at,
    dueAtMs: +row.due_at,
    outcome: row.outcome,
    messages: (byAlert.get(row.id) ?? []).map(
      ({ kind, channel, state }) => `${kind} ${channel} ${state}`,
    ),
  }))
}
