import { wholeHour } from '../warning/whole-time.ts'
import type { DisputeContext } from './context.ts'
import { type DisputeLife, isLive } from './life.ts'
import { type Outcome, REASONS, type ReasonCode } from './reasons.ts'

/**
 * What a member is told of a dispute about something that it warned of. Not what the owner said, nor who; and
 * no time finer than an hour.
 */
export type MemberDispute = {
  readonly warningId: string
  readonly address: string
  readonly protocol: string
  readonly port: number
  readonly state: 'open' | Outcome | 'withdrawn'
  /** Whether the warning is suspended while it is heard. */
  readonly isSuspended: boolean
  readonly filedAt: string
  readonly dueAt: string
  readonly decidedAt: string | null
  readonly reason: { readonly code: ReasonCode; readonly en: string; readonly ja: string } | null
}

const COUNT_MAX = 1_000

/** Only what the member spoke of itself: others learn the outcome from the list. The last change first. */
export async function disputesForMember(
  { db, list }: DisputeContext,
  memberId: string,
): Promise<MemberDispute[]> {
  const rows = await db
    .selectFrom('disputes')
    .select(['warning_id', 'address', 'protocol', 'port', 'life'])
    .where('warning_id', 'is not', null)
    .orderBy('changed_at', 'desc')
    .orderBy('number', 'desc')
    .limit(COUNT_MAX)
    .execute()
  const ids = [...new Set(rows.map(({ warning_id }) => warning_id!))]
  const own = await list.spokenOfBy(memberId, ids)
  return rows
    .filter(({ warning_id }) => own.has(warning_id!))
    .map(({ warning_id, address, protocol, port, life }) => ({
      warningId: warning_id!,
      address: address!,
      protocol: protocol!,
      port: port!,
      ...outcomeOf(life),
    }))
}

function outcomeOf(life: DisputeLife) {
  const { status, isSuspended, filedAtMs, dueAtMs } = life
  const state = isLive(life) ? ('open' as const) : (status as Outcome | 'withdrawn')
  const last = state === 'open' || state === 'withdrawn' ? undefined : life.decisions.at(-1)
  const reason = last && REASONS[last.reason]
  return {
    state,
    isSuspended,
    filedAt: wholeHour(filedAtMs),
    dueAt: wholeHour(dueAtMs),
    decidedAt: last ? wholeHour(last.atMs) : null,
    reason: last && reason ? { code: last.reason, en: reason.en, ja: reason.ja } : null,
  }
}
