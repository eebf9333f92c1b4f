import { HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'

const WHOLE_MINUTE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z$/

/** `2026-11-21T19:00:00Z`: the hour that has begun at this instant. Nothing finer leaves the ISP. */
export const wholeHour = (atMs: number): string => begun(atMs, HOUR_MS)

/** `2026-11-21T19:42:00Z`: the minute that has begun. As fine as what we did ourselves is told; no communication is in it. */
export const wholeMinute = (atMs: number): string => begun(atMs, MINUTE_MS)

/** Milliseconds since the epoch; `undefined` when it is not a whole hour in this one spelling. */
export const parseWholeHour = (text: unknown): number | undefined => parse(text, wholeHour)

/** Milliseconds since the epoch; `undefined` when it is not a whole minute in this one spelling. */
export const parseWholeMinute = (text: unknown): number | undefined => parse(text, wholeMinute)

function begun(atMs: number, unitMs: number): string {
  return `${new Date(Math.floor(atMs / unitMs) * unitMs).toISOString().slice(0, 19)}Z`
}

function parse(text: unknown, spell: (atMs: number) => string): number | undefined {
  if (typeof text !== 'string' || !WHOLE_MINUTE.test(text)) return undefined
  const atMs = Date.parse(text)
  // The thirtieth of February is a pattern but no instant, and not every whole minute is a whole hour.
  return Number.isFinite(atMs) && spell(atMs) === text ? atMs : undefined
}
