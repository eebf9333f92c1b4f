import { MINUTE_MS, SECOND_MS } from '../../core/time-span.ts'
import type { ListSource } from './source.ts'

/** A list that fails is tried again sooner than its interval, but ever more rarely: whoever gives it is not flooded. */
const RETRY_FIRST_MS = 5 * MINUTE_MS

/** Whether a source asks to be refreshed now. */
export function isDue(source: ListSource, nowMs: number): boolean {
  const { refreshSeconds, removedAtMs, triedAtMs, failureCount } = source
  if (refreshSeconds === null || removedAtMs !== null || source.url === null) return false
  if (triedAtMs === null) return true
  const intervalMs = refreshSeconds * SECOND_MS
  const waitMs =
    failureCount === 0
      ? intervalMs
      : Math.min(intervalMs, RETRY_FIRST_MS * 2 ** Math.min(failureCount - 1, 20))
  return nowMs - triedAtMs >= waitMs
}
