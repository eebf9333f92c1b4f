/** A half-open span of time, [startMs, endMs), in milliseconds since the Unix epoch. */
export type TimeSpan = { readonly startMs: number; readonly endMs: number }

export const SECOND_MS = 1_000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
