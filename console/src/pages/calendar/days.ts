import type { Zone } from '../../i18n/format.ts'

const MINUTE_MS = 60_000
export const DAY_MS = 86_400_000

/** Minutes that the reader's time is ahead of UTC. */
export function offsetMinutes(zone: Zone, atMs: number): number {
  return zone === 'utc' ? 0 : -new Date(atMs).getTimezoneOffset()
}

/** `2026-11-21` as the reader's calendar has it. */
export function dayOf(atMs: number, zone: Zone): string {
  return new Date(atMs + offsetMinutes(zone, atMs) * MINUTE_MS).toISOString().slice(0, 10)
}

/** Whole weeks from the Monday on or before `day`, at least `dayCount` days from `day`. */
export function weeksFrom(day: string, dayCount: number): string[][] {
  const startMs = Date.parse(day)
  const sinceMonday = (new Date(startMs).getUTCDay() + 6) % 7
  const weekCount = Math.ceil((sinceMonday + dayCount) / 7)
  return Array.from({ length: weekCount }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday) =>
      new Date(startMs + (week * 7 + weekday - sinceMonday) * DAY_MS).toISOString().slice(0, 10),
    ),
  )
}
