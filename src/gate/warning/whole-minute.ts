import { MINUTE_MS } from '../../core/time-span.ts'

const WHOLE_MINUTE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z$/

/** `2026-11-21T19:42:00Z`: the minute that has begun. As fine as what we did ourselves is told; no communication is in it. */
export function wholeMinute(atMs: number): string {
  return `${new Date(Math.floor(atMs / MINUTE_MS) * MINUTE_MS).toISOString().slice(0, 19)}Z`
}

/** Milliseconds since the epoch; `undefined` when it is not a whole minute in this one spelling. */
export function parseWholeMinute(text: unknown): number | undefined {
  if (typeof text !== 'string' || !WHOLE_MINUTE.test(text)) return undefined
  const atMs = Date.parse(text)
  return Number.isFinite(atMs) && wholeMinute(atMs) === text ? atMs : undefined
}
