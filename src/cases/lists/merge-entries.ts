import { strongerKind } from './kind-of-tags.ts'
import { TAG_LENGTH_MAX } from './limits.ts'
import type { ListedEntry } from './listed-entry.ts'

/** One entry per endpoint and stay on the list: lines that say the same thing twice become one. */
export function mergeEntries(entries: readonly ListedEntry[]): ListedEntry[] {
  const stays = new Map<string, ListedEntry[]>()
  for (const entry of entries) {
    const key = `${entry.part} ${entry.network} ${entry.protocol} ${entry.port}`
    const known = stays.get(key)
    if (known) known.push(entry)
    else stays.set(key, [entry])
  }
  return [...stays.values()].flatMap((same) => (same.length === 1 ? same : mergeStays(same)))
}

/** Stays that touch or overlap are one; so are all that are still going on. */
function mergeStays(entries: readonly ListedEntry[]): ListedEntry[] {
  const inOrder = entries.toSorted((one, other) => startOf(one) - startOf(other))
  const merged: ListedEntry[] = []
  for (const entry of inOrder) {
    const last = merged.at(-1)
    const isSameStay = last && startOf(entry) <= endOf(last)
    if (isSameStay) merged[merged.length - 1] = join(last, entry)
    else merged.push(entry)
  }
  return merged
}

function join(one: ListedEntry, other: ListedEntry): ListedEntry {
  return {
    ...one,
    kind: strongerKind(one.kind, other.kind),
    tag: joinedTags(one.tag, other.tag),
    reason: one.reason ?? other.reason,
    firstListedAtMs: one.firstListedAtMs ?? other.firstListedAtMs,
    lastVerifiedAtMs: latest(one.lastVerifiedAtMs, other.lastVerifiedAtMs),
    lastRemovedAtMs: endOf(one) > endOf(other) ? one.lastRemovedAtMs : other.lastRemovedAtMs,
    // An entry without an end of its own outlasts one that has it.
    endsAtMs:
      one.endsAtMs === null || other.endsAtMs === null
        ? null
        : Math.max(one.endsAtMs, other.endsAtMs),
  }
}

/** An entry without a date is listed now; it comes last, and meets whatever has not ended. */
const startOf = (entry: ListedEntry): number => entry.firstListedAtMs ?? Number.MAX_SAFE_INTEGER
const endOf = (entry: ListedEntry): number => entry.lastRemovedAtMs ?? Number.POSITIVE_INFINITY

function latest(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other
  return Math.max(one, other)
}

function joinedTags(one: string | null, other: string | null): string | null {
  if (one === null || other === null || one === other) return one ?? other
  if (one.split('; ').includes(other) || one.length + other.length + 2 > TAG_LENGTH_MAX) return one
  return `${one}; ${other}`
}
