import type { HubDatabase } from './context.ts'

/** Of these endpoints, those that a member has spoken of, whatever it says of them now. */
export async function spokenOfBy(
  db: HubDatabase,
  memberId: string,
  warningIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (warningIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('hub_submissions')
    .select('warning_id')
    .where('member_id', '=', memberId)
    .where('warning_id', 'in', warningIds)
    .execute()
  return new Set(rows.map(({ warning_id }) => warning_id))
}
