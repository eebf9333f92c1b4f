import { DAY_MS } from '../../../core/time-span.ts'
import type { DisputeRow } from '../../../gate/disputes/read.ts'
import type { Alarm } from '../../../gate/oversight/alarms.ts'

/**
 * Something that waits for a person of the association. It names a dispute or a member and never an endpoint, an owner
 * or what anybody wrote: it leaves the hub's machine.
 */
export type StaffNotice = {
  readonly kind: 'dispute-filed' | 'dispute-overdue' | 'bulk-download' | 'canary'
  /** Of the dispute, or the member. */
  readonly reference: string
  readonly atMs: number
  /** When a decision was promised; only of disputes. */
  readonly dueAtMs: number | null
}

/** Whoever was off for a weekend is not told what is older. */
export const NOTICE_AGE_MS_MAX = 3 * DAY_MS

export function noticesOf(
  disputes: readonly DisputeRow[],
  alarms: readonly Alarm[],
  nowMs: number,
): readonly StaffNotice[] {
  const live = disputes.filter(({ endedAtMs }) => endedAtMs === null)
  return [
    ...live
      .filter(({ filedAtMs }) => filedAtMs > nowMs - NOTICE_AGE_MS_MAX)
      .map(({ id, filedAtMs, dueAtMs }) => ({
        kind: 'dispute-filed' as const,
        reference: id,
        atMs: filedAtMs,
        dueAtMs,
      })),
    // Said again with every day that it stays late: one mail is easily lost, and somebody waits.
    ...live
      .filter(({ isOverdue }) => isOverdue)
      .map(({ id, dueAtMs }) => ({
        kind: 'dispute-overdue' as const,
        reference: id,
        atMs: dueAtMs + Math.floor((nowMs - dueAtMs) / DAY_MS) * DAY_MS,
        dueAtMs,
      })),
    ...alarms
      .filter(({ atMs }) => atMs > nowMs - NOTICE_AGE_MS_MAX)
      .map(({ kind, memberId, atMs }) => ({ kind, reference: memberId, atMs, dueAtMs: null })),
  ]
}

/** What was told under the same key is not told again. */
export const keyOf = ({ kind, reference, atMs }: StaffNotice): string =>
  `${kind} ${reference} ${atMs}`
