import type { DayState, Outcome } from '../tables.ts'

/** So many days before an instant tell how a line stands. Bots rest for a day or two; few for three. */
export const QUIET_DAYS = 3
/** Of them so many have to have been seen: a line that is switched off is not clean. */
export const SEEN_DAYS_MIN = 2

/**
 * How a line stood when `day` began, from the whole days before it.
 *
 * @param days whole days since the epoch → what was seen on it; a missing day was not looked at
 */
export function standingOn(days: ReadonlyMap<number, DayState>, day: number): Outcome {
  let seen = 0
  for (let back = 1; back <= QUIET_DAYS; back++) {
    const state = days.get(day - back)
    if (state === 'active') return 'still-talking'
    if (state === 'quiet') seen++
  }
  return seen >= SEEN_DAYS_MIN ? 'cleaned' : 'unknown'
}
