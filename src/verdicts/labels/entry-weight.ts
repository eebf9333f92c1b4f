import type { EndpointKind } from '../../core/endpoint-kind.ts'
import { DAY_MS } from '../../core/time-span.ts'
import type { LabelEntry, LabelSource } from './listed.ts'

/**
 * Days for which a statement holds before it was first made and after it was last made. A C2 is up before
 * anybody lists it and is not looked at every hour (LITERATURE §3.4: −1 and +3 days). A sinkhole is one for
 * long, and calling it a controller would be our mistake, so it holds longer.
 */
export const HOLDS_DAYS: Readonly<
  Record<EndpointKind, { readonly before: number; readonly after: number }>
> = {
  controller: { before: 1, after: 3 },
  'initial-contact': { before: 1, after: 1 },
  downloader: { before: 1, after: 1 },
  scanner: { before: 0, after: 1 },
  sinkhole: { before: 30, after: 30 },
  unknown: { before: 1, after: 3 },
}

/**
 * The first copy that anybody takes of a list holds years of it under one date. Taken at its word, maltrail had
 * 207,204 fresh controllers on one day; so each counts as if it were two half-lives old already.
 */
const UNDATED_HALF_LIVES = 2

/**
 * How much one entry weighs at an instant, 0 to 1: 0 outside
 * [first listed − before, min(removed, ended, else last verified or listed) + after], inside
 * `reliability × 0.5^(age / half-life)`. Age is the time since somebody upstream last saw it alive, as far as that
 * is known: a list that never removes anything must not be young for ever.
 *
 * @param isUndated it stood there when the history of its list begins, so its first day is only an upper bound
 */
export function entryWeight(
  entry: LabelEntry,
  source: LabelSource,
  atMs: number,
  isUndated = false,
): number {
  const { before, after } = HOLDS_DAYS[entry.kind]
  const { firstListedAtMs } = entry
  if (atMs < firstListedAtMs - before * DAY_MS) return 0
  if (atMs > lastStatedMs(entry, source) + after * DAY_MS) return 0
  const ageDays = Math.max(0, atMs - lastSeenAliveMs(entry, source)) / DAY_MS
  const isAgeKnown = !isUndated || source.isVerifying || entry.lastVerifiedAtMs !== null
  const halfLives = ageDays / source.halfLifeDays + (isAgeKnown ? 0 : UNDATED_HALF_LIVES)
  return source.reliability * 0.5 ** halfLives
}

/** Until when the list stated it. */
export function lastStatedMs(entry: LabelEntry, source: LabelSource): number {
  const { lastRemovedAtMs, lastVerifiedAtMs, endsAtMs, firstListedAtMs } = entry
  const stated = lastRemovedAtMs ?? lastVerifiedAtMs ?? source.listedUntilMs
  return Math.max(firstListedAtMs, Math.min(stated, endsAtMs ?? Number.POSITIVE_INFINITY))
}

function lastSeenAliveMs(entry: LabelEntry, source: LabelSource): number {
  if (source.isVerifying) return lastStatedMs(entry, source)
  return Math.max(entry.firstListedAtMs, entry.lastVerifiedAtMs ?? 0)
}
