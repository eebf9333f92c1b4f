import { DAY_MS } from '../../core/time-span.ts'
import type { LabelEntry } from './listed.ts'
import { quantile } from './quantile.ts'

/** Of one list: every address with the day it was first listed. */
export type ListedAddresses = {
  readonly source: string
  readonly firstListedAtMs: ReadonlyMap<string, number>
  /**
   * What stood on the list when its history begins: when it really came is not known, so it says nothing
   * about who was first, nor about how long an entry stays.
   */
  readonly historyStartMs: number
}

/** How two lists meet, seen from the first: compared by address, because many lists know no port. */
export type Overlap = {
  readonly source: string
  readonly other: string
  readonly commonCount: number
  /** Share of the first list's addresses that are on the other as well. */
  readonly share: number
  /** Of the common ones, those whose first day is known on both. */
  readonly comparableCount: number
  /** Of these, share that the first list had before the other, or in the same hour. */
  readonly firstShare: number | null
  /** Days from the first list to the other (negative: the other was earlier), quartiles. */
  readonly delayDays: {
    readonly lower: number
    readonly median: number
    readonly upper: number
  } | null
  /** Of the comparable ones, share that the first list had within three days after the other. */
  readonly followsShare: number | null
}

const SAME_MS = 3_600_000
const FOLLOWS_MS = 3 * DAY_MS
/** Entries of the first snapshot of a history come within one fetch. */
const SNAPSHOT_MS = 3_600_000

export function listedAddresses(source: string, entries: readonly LabelEntry[]): ListedAddresses {
  const first = new Map<string, number>()
  let historyStartMs = Number.POSITIVE_INFINITY
  for (const { address, firstListedAtMs } of entries) {
    const known = first.get(address)
    if (known === undefined || firstListedAtMs < known) first.set(address, firstListedAtMs)
    historyStartMs = Math.min(historyStartMs, firstListedAtMs)
  }
  return { source, firstListedAtMs: first, historyStartMs }
}

/** So many entries do not begin in the hour in which a history begins; they were there before. */
const FIRST_COPY_COUNT_MIN = 30

/** Until when entries belong to the first copy of a list; −∞ when its history begins with single entries. */
export function firstCopyEndMs(entries: readonly LabelEntry[]): number {
  let startMs = Number.POSITIVE_INFINITY
  for (const { firstListedAtMs } of entries) startMs = Math.min(startMs, firstListedAtMs)
  const endMs = startMs + SNAPSHOT_MS
  const count = entries.filter(({ firstListedAtMs }) => firstListedAtMs <= endMs).length
  return count >= FIRST_COPY_COUNT_MIN ? endMs : Number.NEGATIVE_INFINITY
}

/** Whether an entry's first day is known, and not only that it was there when the history began. */
export function isDated(
  list: Pick<ListedAddresses, 'historyStartMs'>,
  firstListedAtMs: number,
): boolean {
  return firstListedAtMs > list.historyStartMs + SNAPSHOT_MS
}

export function overlapOf(one: ListedAddresses, other: ListedAddresses): Overlap {
  const delays: number[] = []
  let commonCount = 0
  for (const [address, here] of one.firstListedAtMs) {
    const there = other.firstListedAtMs.get(address)
    if (there === undefined) continue
    commonCount++
    if (isDated(one, here) && isDated(other, there)) delays.push(there - here)
  }
  delays.sort((a, b) => a - b)
  const share = (test: (delay: number) => boolean): number | null =>
    delays.length === 0 ? null : delays.filter(test).length / delays.length
  const days = (part: number): number => quantile(delays, part) / DAY_MS
  return {
    source: one.source,
    other: other.source,
    commonCount,
    share: one.firstListedAtMs.size === 0 ? 0 : commonCount / one.firstListedAtMs.size,
    comparableCount: delays.length,
    firstShare: share((delay) => delay >= -SAME_MS),
    delayDays:
      delays.length === 0 ? null : { lower: days(0.25), median: days(0.5), upper: days(0.75) },
    followsShare: share((delay) => delay <= SAME_MS && delay >= -FOLLOWS_MS),
  }
}
