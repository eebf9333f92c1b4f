import type { Format, Zone } from '../i18n/format.ts'

const HOUR_MS = 3_600_000
const STEPS_MS = [300_000, 900_000, 1_800_000, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS]
const DAY_MS = 24 * HOUR_MS

/** Ticks on round hours of the chosen zone, at most one every 64 px. */
export function timeTicks(fromMs: number, toMs: number, width: number, zone: Zone): Date[] {
  const countMax = Math.max(2, Math.floor(width / 64))
  const span = toMs - fromMs
  const step =
    STEPS_MS.find((size) => span / size <= countMax) ??
    DAY_MS * Math.max(1, Math.ceil(span / DAY_MS / countMax))
  const offsetMs = zone === 'utc' ? 0 : new Date(fromMs).getTimezoneOffset() * 60_000
  const first = Math.ceil((fromMs - offsetMs) / step) * step + offsetMs
  const ticks: Date[] = []
  for (let at = first; at <= toMs; at += step) ticks.push(new Date(at))
  return ticks
}

/** Midnight carries its date; every other tick its time. */
export function timeTickText(at: Date, format: Format): string {
  const clock = format.clock(at.getTime())
  return clock === '00:00' ? format.day(at.getTime()) : clock
}
