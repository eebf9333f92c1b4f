import { HOUR_MS } from '../../core/time-span.ts'

const WHOLE_HOUR = /^\d{4}-\d\d-\d\dT\d\d:00:00Z$/

/** `2026-11-21T19:00:00Z`: the hour that has begun at this instant. Nothing finer leaves the ISP. */
export function wholeHour(atMs: number): string {
  return `${new Date(Math.floor(atMs / HOUR_MS) * HOUR_MS).toISOString().slice(0, 19)}Z`
}

/** Milliseconds since the epoch; `undefined` when it is not a whole hour in this one spelling. */
export function parseWholeHour(text: unknown): number | undefined {
  if (typeof text !== 'string' || !WHOLE_HOUR.test(text)) return undefined
  const atMs = Date.parse(text)
  // The thirtieth of February is a pattern but no hour.
  return Number.isFinite(atMs) && wholeHour(atMs) === text ? atMs : undefined
}
