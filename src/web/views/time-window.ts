import { DAY_MS, SECOND_MS, type TimeSpan } from '../../core/time-span.ts'
import { WebError } from '../problems/errors.ts'
import type { WindowQuery } from '../schemas/queries.ts'

/** Longer than flows are kept by default; what is asked for beyond it is asked for by mistake. */
const WINDOW_MAX_MS = 31 * DAY_MS
/** More points than a screen has columns. */
const STEP_COUNT_MAX = 2_000
/** Steps that fall on round clock times, in seconds. */
const ROUND_STEPS = [10, 30, 60, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400] as const
/** How many points a chart is given when nobody says. */
const STEP_COUNT_WISHED = 300

export function instant(atMs: number): string {
  return new Date(atMs).toISOString()
}

/** Throws `WebError` WINDOW_INVALID or WINDOW_TOO_WIDE. */
export async function readWindow(
  { from, to }: WindowQuery,
  recentWindow: () => Promise<TimeSpan>,
): Promise<TimeSpan> {
  if (from === undefined && to === undefined) return recentWindow()
  const startMs = Date.parse(from ?? '')
  const endMs = Date.parse(to ?? '')
  if (!(startMs < endMs)) throw new WebError('WINDOW_INVALID')
  if (endMs - startMs > WINDOW_MAX_MS) throw new WebError('WINDOW_TOO_WIDE')
  return { startMs, endMs }
}

/** Throws `WebError` STEP_TOO_FINE. */
export function readStep(stepSeconds: number | undefined, window: TimeSpan): number {
  const windowSeconds = (window.endMs - window.startMs) / SECOND_MS
  if (stepSeconds === undefined)
    return ROUND_STEPS.find((step) => windowSeconds / step <= STEP_COUNT_WISHED) ?? 86_400
  if (windowSeconds / stepSeconds > STEP_COUNT_MAX) throw new WebError('STEP_TOO_FINE')
  return stepSeconds
}
