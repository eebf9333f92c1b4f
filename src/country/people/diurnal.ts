import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'

/** Japan's day: UTC+9, no daylight saving. */
const JAPAN_OFFSET_MS = 9 * HOUR_MS

/**
 * How much people do, by hour in Japan, as a share of the peak at 21:00. The shape follows the daily
 * curves that exchanges publish: low at 4:00, a step at noon, the peak late in the evening.
 */
const WORKING_DAY = [
  0.62, 0.42, 0.26, 0.16, 0.12, 0.13, 0.2, 0.33, 0.42, 0.45, 0.47, 0.5, 0.6, 0.54, 0.5, 0.52, 0.56,
  0.63, 0.74, 0.85, 0.95, 1, 0.96, 0.82,
] as const

/** People get up later, and stay at home by day. */
const DAY_OFF = [
  0.7, 0.52, 0.34, 0.21, 0.15, 0.13, 0.17, 0.27, 0.42, 0.57, 0.66, 0.7, 0.73, 0.73, 0.72, 0.71,
  0.73, 0.76, 0.81, 0.88, 0.95, 0.98, 0.92, 0.76,
] as const

/** Holidays with a fixed date, the turn of the year and the days of Obon; moving ones are left out. */
const HOLIDAYS: ReadonlySet<string> = new Set(
  '01-01 01-02 01-03 02-11 02-23 04-29 05-03 05-04 05-05 08-11 08-13 08-14 08-15 11-03 11-23 12-30 12-31'.split(
    ' ',
  ),
)

/** Hours of the day between which something runs; `to` may pass midnight: 26 is two in the morning. */
export type Awake = readonly [fromHour: number, toHour: number, onlyWorkingDays?: boolean]

export function hourInJapan(atMs: number): number {
  return ((((atMs + JAPAN_OFFSET_MS) / HOUR_MS) % 24) + 24) % 24
}

export function isDayOff(atMs: number): boolean {
  const day = Math.floor((atMs + JAPAN_OFFSET_MS) / DAY_MS)
  if (day === lastDay) return lastIsOff
  // The epoch was a Thursday.
  const weekday = (((day + 4) % 7) + 7) % 7
  const date = new Date(day * DAY_MS).toISOString().slice(5, 10)
  lastDay = day
  lastIsOff = weekday === 0 || weekday === 6 || HOLIDAYS.has(date)
  return lastIsOff
}

// Asked for several times per conversation, and nearly always for the same day.
let lastDay = Number.NaN
let lastIsOff = false

/** In (0, 1], interpolated between the hours. */
export function humanActivity(atMs: number): number {
  const activity = isDayOff(atMs) ? DAY_OFF : WORKING_DAY
  const hour = hourInJapan(atMs)
  const whole = Math.floor(hour)
  const before = activity[whole]!
  const after = activity[(whole + 1) % 24]!
  return before + (hour - whole) * (after - before)
}

export function isAwake(awake: Awake | undefined, atMs: number): boolean {
  if (!awake) return true
  if (awake[2] && isDayOff(atMs)) return false
  const hour = hourInJapan(atMs)
  const [from, to] = awake
  return (hour >= from && hour < to) || hour + 24 < to
}
