import type { OversightContext } from './context.ts'

/** Something about a member that a person has to look at. */
export type Alarm = {
  /** `canary`: it warned of an endpoint that only another member was ever given. */
  readonly kind: 'bulk-download' | 'canary'
  readonly memberId: string
  /** Whose list went astray; only with a canary. */
  readonly ownerId: string | null
  readonly atMs: number
}

/** More would be an attack that one line says as well as a thousand. */
const ALARM_COUNT_MAX = 200

/** Newest first. */
export async function findAlarms({ db }: OversightContext, sinceMs: number): Promise<Alarm[]> {
  const since = new Date(sinceMs)
  const downloads = await db
    .selectFrom('hub_events')
    .select(['member_id', 'at'])
    .where('kind', '=', 'bulk-download')
    .where('at', '>=', since)
    .orderBy('sequence', 'desc')
    .limit(ALARM_COUNT_MAX)
    .execute()
  const canaries = await db
    .selectFrom('hub_submissions')
    .innerJoin('hub_list', 'hub_list.warning_id', 'hub_submissions.warning_id')
    .select(['member_id', 'only_member', 'received_at'])
    .where('only_member', 'is not', null)
    .whereRef('only_member', '<>', 'member_id')
    .where('received_at', '>=', since)
    .orderBy('received_at', 'desc')
    .limit(ALARM_COUNT_MAX)
    .execute()
  return [
    ...downloads.map((row) => ({
      kind: 'bulk-download' as const,
      memberId: row.member_id ?? '',
      ownerId: null,
      atMs: row.at.getTime(),
    })),
    ...canaries.map((row) => ({
      kind: 'canary' as const,
      memberId: row.member_id,
      ownerId: row.only_member,
      atMs: row.received_at.getTime(),
    })),
  ].sort((a, b) => b.atMs - a.atMs)
}
