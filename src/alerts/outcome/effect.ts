import type { DayState, StudyGroup } from '../tables.ts'
import { difference, type Interval, type Proportion, proportion } from './proportion.ts'
import { QUIET_DAYS, standingOn } from './standing-on.ts'

/** One who was drawn, whatever happened to the message afterwards. */
export type Participant = {
  readonly group: StudyGroup
  /** The first whole day after the draw, since the epoch. */
  readonly startDay: number
  /** The one who waits is told then; later days say nothing of waiting any more. */
  readonly studyDays: number
  readonly days: ReadonlyMap<number, DayState>
  /** Days before this one were looked at. */
  readonly observedUntilDay: number
}

export type HorizonEffect = {
  /** Whole days since the draw. */
  readonly days: number
  readonly alerted: Proportion
  readonly heldOut: Proportion
  /** Not seen often enough to tell; left out on both sides. */
  readonly unknown: { readonly alerted: number; readonly heldOut: number }
  readonly difference: (Interval & { readonly share: number }) | null
  readonly verdict: Verdict
}

/** `too-few`: there is nobody to compare with. */
export type Verdict = 'effect' | 'no-effect-shown' | 'harm' | 'too-few'

export const HORIZONS = [7, 14, 30] as const
/** Decided before anybody looked at a result: the one that published studies report. */
export const MAIN_HORIZON = 14
/** Below it the interval is as wide as the scale. */
const GROUP_COUNT_MIN = 5

/**
 * How many were clean so many days after the draw, in both groups, by the draw and not by what was delivered: whoever
 * could not be reached counts as told, as he would in practice.
 */
export function effectAt(participants: readonly Participant[], days: number): HorizonEffect {
  const due = participants.filter(
    ({ startDay, observedUntilDay, studyDays }) =>
      startDay + days <= observedUntilDay && days <= studyDays,
  )
  const counts = { alerted: [0, 0, 0], 'held-out': [0, 0, 0] }
  for (const { group, startDay, days: seen } of due) {
    const standing = standingOn(seen, startDay + days)
    counts[group][{ cleaned: 0, 'still-talking': 1, unknown: 2 }[standing]]!++
  }
  const alerted = ofCounts(counts.alerted)
  const heldOut = ofCounts(counts['held-out'])
  const isEnough = Math.min(alerted.of, heldOut.of) >= GROUP_COUNT_MIN
  const gap = isEnough ? difference(alerted, heldOut) : null
  return {
    days,
    alerted,
    heldOut,
    unknown: { alerted: counts.alerted[2]!, heldOut: counts['held-out'][2]! },
    difference: gap,
    verdict: verdictOf(gap),
  }
}

/** Shares that were clean on each day, for a picture; from the first day that three days tell of. */
export function cleanCurve(
  participants: readonly Participant[],
  days: number,
): { readonly day: number; readonly alerted: Proportion; readonly heldOut: Proportion }[] {
  return Array.from({ length: Math.max(0, days - QUIET_DAYS + 1) }, (_, index) => {
    const { alerted, heldOut } = effectAt(participants, index + QUIET_DAYS)
    return { day: index + QUIET_DAYS, alerted, heldOut }
  })
}

function ofCounts([cleaned = 0, talking = 0]: readonly number[]): Proportion {
  return proportion(cleaned, cleaned + talking)
}

function verdictOf(gap: Interval | null): Verdict {
  if (!gap) return 'too-few'
  if (gap.low > 0) return 'effect'
  return gap.high < 0 ? 'harm' : 'no-effect-shown'
}
