import { addHubEvent } from '../hub/context.ts'
import type { Unsettled } from '../hub/ledger.ts'
import type { KeptReceipt } from '../hub/receipts/receipts.ts'
import type { Warning } from '../warning/warning.ts'
import type { OversightContext } from './context.ts'
import { chasesByMember } from './member-health.ts'

/** A member that has not said that it stopped. */
export type Pursued = {
  readonly memberId: string
  readonly name: string
  readonly contacts: readonly string[]
  readonly status: string
  readonly withdrawalCount: number
  readonly oldestAtMs: number
  readonly contactAtMs: number | null
  readonly chasedAtMs: number | null
}

export type LedgerView = {
  /** Who keeps us waiting longest first. */
  readonly members: readonly Pursued[]
  readonly withdrawals: readonly {
    readonly warning: Warning
    readonly withdrawnAtMs: number
    readonly memberIds: readonly string[]
  }[]
  /** All of them; the list is cut after a screenful of screenfuls. */
  readonly withdrawalCount: number
}

export type LedgerReceipt = KeptReceipt & {
  readonly name: string
  /** Null once the hub has forgotten it. */
  readonly warning: Warning | null
}

/** A list that nobody reads to its end is no list; it is asked for again and again. */
const WITHDRAWALS_SHOWN_MAX = 100
const RECEIPTS_SHOWN_MAX = 100

export async function ledgerView(context: OversightContext): Promise<LedgerView> {
  const { hub } = context
  const unsettled = await hub.ledger.unsettled()
  const positions = await hub.ledger.positions()
  const chases = await chasesByMember(context)
  const open = openByMember(unsettled)
  const members = (await hub.members.list()).flatMap((member) => {
    const own = open.get(member.id)
    if (!own) return []
    return [
      {
        memberId: member.id,
        name: member.name,
        contacts: member.contacts,
        status: member.status,
        withdrawalCount: own.count,
        oldestAtMs: own.oldestAtMs,
        contactAtMs: positions.get(member.id)?.contactAtMs ?? null,
        chasedAtMs: chases.get(member.id) ?? null,
      },
    ]
  })
  return {
    members: members.sort((a, b) => a.oldestAtMs - b.oldestAtMs),
    withdrawals: unsettled.slice(0, WITHDRAWALS_SHOWN_MAX).map((row) => ({
      warning: row.warning,
      withdrawnAtMs: row.withdrawnAtMs,
      memberIds: row.members.map(({ id }) => id),
    })),
    withdrawalCount: unsettled.length,
  }
}

/** Who looked after lifting, and what the look said, newest first. */
export async function ledgerReceipts({ hub, db }: OversightContext): Promise<LedgerReceipt[]> {
  const receipts = await hub.receipts.latest(RECEIPTS_SHOWN_MAX)
  if (receipts.length === 0) return []
  const ids = receipts.map(({ warningId }) => warningId)
  const rows = await db
    .selectFrom('hub_list')
    .select(['warning_id', 'warning'])
    .where('warning_id', 'in', ids)
    .where('is_former', '=', false)
    .execute()
  const names = new Map((await hub.members.list()).map(({ id, name }) => [id, name]))
  const warnings = new Map(rows.map((row) => [row.warning_id, row.warning]))
  return receipts.map((receipt) => ({
    ...receipt,
    name: names.get(receipt.memberId) ?? receipt.memberId,
    warning: warnings.get(receipt.warningId) ?? null,
  }))
}

function openByMember(
  unsettled: readonly Unsettled[],
): Map<string, { count: number; oldestAtMs: number }> {
  const open = new Map<string, { count: number; oldestAtMs: number }>()
  for (const { withdrawnAtMs, members } of unsettled)
    for (const { id } of members) {
      const own = open.get(id) ?? { count: 0, oldestAtMs: withdrawnAtMs }
      open.set(id, {
        count: own.count + 1,
        oldestAtMs: Math.min(own.oldestAtMs, withdrawnAtMs),
      })
    }
  return open
}

/**
 * Has the member's software ask again, if it listens, and writes down that a person reminded it. Throws
 * MEMBER_NOT_FOUND.
 */
export async function chaseMember(
  { db, clock, hub }: OversightContext,
  memberId: string,
  actor: string,
): Promise<void> {
  await hub.members.get(memberId)
  const withdrawals = openByMember(await hub.ledger.unsettled()).get(memberId)?.count ?? 0
  await addHubEvent(db, {
    at: new Date(clock.nowMs()),
    actor,
    kind: 'member-chased',
    memberId,
    details: { withdrawals },
  })
  hub.list.nudge()
}
