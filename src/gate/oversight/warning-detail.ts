import { DAY_MS } from '../../core/time-span.ts'
import { isStanding } from '../hub/agreement.ts'
import { HubError } from '../hub/errors.ts'
import { needToKnow } from '../hub/need-to-know.ts'
import type { KeptReceipt } from '../hub/receipts/receipts.ts'
import { isWithdrawn, type Warning } from '../warning/warning.ts'
import type { OversightContext } from './context.ts'
import { speakersOf } from './sources.ts'

/** What the hub said of the endpoint, and where that stands in the log. */
export type Statement = {
  readonly index: number
  /** Null for what was stated before the hub kept it. */
  readonly statedAtMs: number | null
  /** Null once it was forgotten: the entry stays and says nothing. */
  readonly warning: Warning | null
  /** Whether a signed checkpoint covers it. */
  readonly isIncluded: boolean
}

/** How far a member is with this warning. For one that was withdrawn, `enforces` means that it stopped. */
export type Holder = {
  readonly memberId: string
  readonly name: string
  readonly state: 'not-given' | 'given' | 'holds' | 'enforces'
}

export type WarningDetail = {
  readonly warning: Warning
  readonly sequence: number
  readonly withdrawnAtMs: number | null
  readonly statements: readonly Statement[]
  /** Who they are is another question (`showSources`). */
  readonly voices: { readonly members: number; readonly groups: number }
  readonly holders: readonly Holder[]
  /** What members found who acted on it or looked. */
  readonly judged: { readonly right: number; readonly wrong: number }
  /** What members say that they lifted, and what a look from outside said. */
  readonly receipts: readonly KeptReceipt[]
  /** By day, newest first: how many groups saw it; null where so few answered that the number would tell who. */
  readonly seen: readonly { readonly day: string; readonly groups: number | null }[]
}

const SEEN_DAYS = 7

/** Throws HUB_NOT_FOUND, for a canary too. */
export async function warningDetail(context: OversightContext, id: string): Promise<WarningDetail> {
  const { db, clock, hub } = context
  const row = await db
    .selectFrom('hub_list')
    .select(['warning', 'sequence', 'first_sequence', 'withdrawn_at'])
    .where('warning_id', '=', id)
    .where('is_former', '=', false)
    .where('only_member', 'is', null)
    .executeTakeFirst()
  if (!row) throw new HubError('HUB_NOT_FOUND', 'nothing is listed under this id')
  const nowMs = clock.nowMs()
  const speakers = (await speakersOf(context, id)).filter(
    ({ warning, mayWarn }) => mayWarn && isStanding(warning, nowMs),
  )
  const days = Array.from({ length: SEEN_DAYS }, (_, back) =>
    new Date(nowMs - back * DAY_MS).toISOString().slice(0, 10),
  )
  return {
    warning: row.warning,
    sequence: row.sequence,
    withdrawnAtMs: isWithdrawn(row.warning) ? (row.withdrawn_at?.getTime() ?? null) : null,
    statements: await statementsOf(context, id),
    voices: {
      members: speakers.length,
      groups: new Set(speakers.map(({ group }) => group)).size,
    },
    holders: await holdersOf(context, row.warning, row.sequence, row.first_sequence),
    judged: await hub.judgements.tally(id),
    receipts: await hub.receipts.of(id),
    seen: await Promise.all(
      days.map(async (day) => ({ day, groups: await hub.sightings.seenBy(id, day) })),
    ),
  }
}

async function statementsOf({ db, hub }: OversightContext, id: string): Promise<Statement[]> {
  const size = hub.log.size
  const rows = await db
    .selectFrom('hub_log')
    .select(['position', 'statement', 'stated_at'])
    .where('warning_id', '=', id)
    .orderBy('position', 'desc')
    .execute()
  return rows.map((row) => ({
    index: row.position,
    statedAtMs: row.stated_at?.getTime() ?? null,
    warning: row.statement,
    isIncluded: row.position < size,
  }))
}

/** Those who may know of it, in the order of ids. */
async function holdersOf(
  { hub }: OversightContext,
  warning: Warning,
  sequence: number,
  firstSequence: number,
): Promise<Holder[]> {
  const positions = await hub.ledger.positions()
  const members = (await hub.members.list()).filter(
    (member) =>
      member.roles.includes('receiving') &&
      member.status !== 'invited' &&
      needToKnow(member)(warning),
  )
  return members.map(({ id, name }) => {
    const { given = 0, holds = 0, enforces = 0 } = positions.get(id) ?? {}
    const state =
      enforces >= sequence
        ? 'enforces'
        : holds >= sequence
          ? 'holds'
          : given >= firstSequence
            ? 'given'
            : 'not-given'
    return { memberId: id, name, state }
  })
}
