/** Japan's day: UTC+9, no daylight saving. */
const JAPAN_OFFSET_MS = 9 * 3_600_000
const HOUR_MS = 3_600_000

/**
 * How much people do, by hour in Japan, as a share of the peak at 21:00. The shape follows the daily
 * curves that exchanges publish: low at 4:00, a step at noon, the peak late in the evening.
 */
const ACTIVITY = [
  0.62, 0.42, 0.26, 0.16, 0.12, 0.13, 0.2, 0.33, 0.42, 0.45, 0.47, 0.5, 0.6, 0.54, 0.5, 0.52, 0.56,
  0.63, 0.74, 0.85, 0.95, 1, 0.96, 0.82,
] as const

export function hourInJapan(atMs: number): number {
  return ((((atMs + JAPAN_OFFSET_MS) / HOUR_MS) % 24) + 24) % 24
}

/** In (0, 1], interpolated between the hours. */
export function humanActivity(atMs: number): number {
  const hour = hourInJapan(atMs)
  const whole = Math.floor(hour)
  const before = ACTIVITY[whole]!
  const after = ACTIVITY[(whole + 1) % 24]!
  return before + (hour - whole) * (after - before)
}

/** `toHour` may pass midnight: 26 is two in the morning. */
export function isAwake(
  awake: readonly [fromHour: number, toHour: number] | undefined,
  atMs: number,
): boolean {
  if (!awake) return true
  const hour = hourInJapan(atMs)
  const [from, to] = awake
  return (hour >= from && hour < to) || hour + 24 < to
}
