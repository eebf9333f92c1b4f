import { mayWarn } from '../hub/agreed-list.ts'
import { isStanding } from '../hub/agreement.ts'
import { addHubEvent } from '../hub/context.ts'
import { memberOf } from '../hub/members.ts'
import type { Warning } from '../warning/warning.ts'
import type { OversightContext } from './context.ts'

/** What one member says of an endpoint. */
export type Source = {
  readonly memberId: string
  readonly name: string
  readonly group: string
  readonly warning: Warning
  readonly receivedAtMs: number
  /** Whether the hub counts it now. */
  readonly isSpeaking: boolean
}

/**
 * Who speaks for a warning, and who did. The members were promised that nobody is told, so each look is in the
 * record, with who looked and without what at.
 */
export async function showSources(
  context: OversightContext,
  warningId: string,
  actor: string,
): Promise<Source[]> {
  const nowMs = context.clock.nowMs()
  const speakers = await speakersOf(context, warningId)
  await addHubEvent(context.db, {
    at: new Date(nowMs),
    actor,
    kind: 'sources-shown',
    memberId: null,
    details: { members: speakers.length },
  })
  return speakers.map(({ mayWarn: isAllowed, ...source }) => ({
    ...source,
    isSpeaking: isAllowed && isStanding(source.warning, nowMs),
  }))
}

type Speaker = Omit<Source, 'isSpeaking'> & { readonly mayWarn: boolean }

/** Newest word first. */
export async function speakersOf(
  { db, clock }: OversightContext,
  warningId: string,
): Promise<Speaker[]> {
  const rows = await db
    .selectFrom('hub_submissions')
    .innerJoin('hub_members', 'hub_members.id', 'hub_submissions.member_id')
    .selectAll('hub_members')
    .select(['warning', 'received_at'])
    .where('warning_id', '=', warningId)
    .orderBy('received_at', 'desc')
    .execute()
  return rows.map((row) => ({
    memberId: row.id,
    name: row.name,
    group: row.company_group,
    warning: row.warning,
    receivedAtMs: row.received_at.getTime(),
    mayWarn: mayWarn(memberOf(row), clock.nowMs()),
  }))
}
