import { basename } from 'node:path'
import { DAY_MS } from '../../core/time-span.ts'
import { openChdb } from '../../flows/store/chdb.ts'
import { quantile } from '../../verdicts/evaluate/index.ts'
import { type ListEntry, readLists } from './list-lookup.ts'

/** What the history of one source says about how good and how early it is. */
export type ListStatistics = {
  readonly source: string
  readonly addresses: number
  /** Share of its addresses that any other source has as well, at any time. */
  readonly sharedShare: number
  /** Share of all sources' common addresses that it has: how much it would have covered. */
  readonly coverage: number
  /** Days after the first source that had it, over addresses it shares; median and ninth decile. */
  readonly delayDaysMedian: number
  readonly delayDaysNinetieth: number
  /** Days an entry stayed, over entries that were removed. */
  readonly lifetimeDaysMedian: number
  /** Share of entries with a port: without one a whole host is accused. */
  readonly withPort: number
  readonly delaysDays: readonly number[]
}

/** Delays kept for drawing from; more add nothing to the order statistics. */
const DELAYS_KEPT_MAX = 2_000
/** When a history begins, everything already listed seems to be listed at once. */
const BACKLOG_MS = 2 * DAY_MS

export async function measureLists(paths: readonly string[]): Promise<ListStatistics[]> {
  const engine = await openChdb()
  try {
    const sources = []
    for (const path of paths)
      sources.push({ source: basename(path), entries: await readLists(engine, [path]) })
    return statistics(sources)
  } finally {
    await engine.close()
  }
}

export function statistics(
  sources: readonly { readonly source: string; readonly entries: readonly ListEntry[] }[],
): ListStatistics[] {
  const firsts = sources.map(({ entries }) => firstListed(entries))
  const begins = firsts.map((first) =>
    [...first.values()].reduce((a, b) => Math.min(a, b), Infinity),
  )
  const earliest = new Map<string, number>()
  const holders = new Map<string, number>()
  for (const first of firsts)
    for (const [address, at] of first) {
      earliest.set(address, Math.min(earliest.get(address) ?? Infinity, at))
      holders.set(address, (holders.get(address) ?? 0) + 1)
    }
  const common = [...holders.values()].filter((count) => count > 1).length
  return sources.map(({ source, entries }, i) => {
    const first = firsts[i]!
    const shared = [...first.keys()].filter((address) => holders.get(address)! > 1)
    const delays = shared
      // What was listed before a history began has no known delay.
      .filter((address) => first.get(address)! > begins[i]! + BACKLOG_MS)
      .map((address) => (first.get(address)! - earliest.get(address)!) / DAY_MS)
      .sort((a, b) => a - b)
    const lifetimes = entries
      .filter((entry) => entry.lastRemovedAtMs !== null)
      .map((entry) => (entry.lastRemovedAtMs! - entry.firstListedAtMs) / DAY_MS)
      .sort((a, b) => a - b)
    return {
      source,
      addresses: first.size,
      sharedShare: shared.length / Math.max(1, first.size),
      coverage: shared.length / Math.max(1, common),
      delayDaysMedian: quantile(delays, 0.5),
      delayDaysNinetieth: quantile(delays, 0.9),
      lifetimeDaysMedian: quantile(lifetimes, 0.5),
      withPort: entries.filter(({ port }) => port !== null).length / Math.max(1, entries.length),
      delaysDays: thin(delays),
    }
  })
}

function firstListed(entries: readonly ListEntry[]): Map<string, number> {
  const first = new Map<string, number>()
  for (const { address, firstListedAtMs } of entries)
    first.set(address, Math.min(first.get(address) ?? Infinity, firstListedAtMs))
  return first
}

function thin(sorted: readonly number[]): readonly number[] {
  const step = Math.max(1, Math.ceil(sorted.length / DELAYS_KEPT_MAX))
  return sorted.filter((_, i) => i % step === 0)
}
