import type { TimeSpan } from '../../core/time-span.ts'
import { IS_CANDIDATE_SQL } from './candidate-endpoints.ts'
import { hoursOf } from './fold-rules.ts'
import { VISIBLE_SQL } from './visible-runs.ts'

/** Days before the window that are remembered; with the window's own day a week. */
const MEMORY_DAYS = 6
const DAY_HOURS = 24
/** Of fewer days before the window nobody can say whether something is new. */
const REMEMBERED_DAYS_MIN = 2

/** First hour (since the epoch) of what is remembered; nothing is where the window is all there is. */
export function memoryHour(window: TimeSpan | 'all'): number {
  const { first } = hoursOf(window)
  return window === 'all' ? first : first - MEMORY_DAYS * DAY_HOURS
}

/** How many days before the window, counted back from its beginning. */
const DAYS_BEFORE = `intDiv(toInt64({first_hour:Int32}) - 1 - hour, ${DAY_HOURS})`
const REMEMBERED = `${VISIBLE_SQL} AND hour >= {memory_hour:Int32} AND hour < {first_hour:Int32}`

/** `remembered_days` and `remembered_age`: on how many days anything was seen, and how many days back the first is. */
export const REMEMBERED_SQL = `(SELECT uniqExact(${DAYS_BEFORE}) FROM endpoint_hours WHERE ${REMEMBERED}) AS remembered_days,
    (SELECT max(${DAYS_BEFORE}) + 1 FROM endpoint_hours WHERE ${REMEMBERED}) AS remembered_age`

/** `memory`: the same of each candidate that was seen at all. */
export const MEMORY_SQL = `memory AS (
  SELECT server, port, protocol, uniqExact(${DAYS_BEFORE}) AS known_days, max(${DAYS_BEFORE}) + 1 AS known_age
  FROM endpoint_hours
  WHERE ${REMEMBERED} AND ${IS_CANDIDATE_SQL}
  GROUP BY server, port, protocol
)`

/** Layer over rows joined with `memory`; NaN where the store itself does not remember. */
export const KNOWN_COLUMNS = [
  `if({remembered_days:Float64} < ${REMEMBERED_DAYS_MIN}, nan, known_days / {remembered_days:Float64}) AS known_days_share`,
  `if({remembered_days:Float64} < ${REMEMBERED_DAYS_MIN}, nan, known_age / {remembered_age:Float64}) AS known_age_share`,
]
