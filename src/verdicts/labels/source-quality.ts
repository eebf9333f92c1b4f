import type { ServiceEndpoint } from '../../core/endpoint.ts'
import type { EndpointKind } from '../../core/endpoint-kind.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { lastStatedMs } from './entry-weight.ts'
import { type Lifetimes, lifetimes } from './lifetimes.ts'
import type { LabelEntry, LabelSource } from './listed.ts'
import {
  isDated,
  type ListedAddresses,
  listedAddresses,
  type Overlap,
  overlapOf,
} from './overlap.ts'
import { type Copying, voicesOf } from './voices.ts'

/** A person's decision on a case; what lists are measured by. */
export type Outcome = {
  readonly endpoint: ServiceEndpoint
  readonly outcome: 'confirmed' | 'dismissed'
  readonly decidedAtMs: number
}

export type SourceQuality = {
  readonly source: string
  readonly voice: string
  readonly entryCount: number
  readonly addressCount: number
  /** Still on the list. */
  readonly listedCount: number
  /** Entries that name no port, and so label none on a shared host. */
  readonly addressOnlyCount: number
  /** Addresses that no list of another voice names. */
  readonly exclusiveCount: number
  readonly kinds: Readonly<Partial<Record<EndpointKind, number>>>
  readonly lifetimes: Lifetimes
  /** By people's decisions, on endpoints the list named when they were decided. */
  readonly confirmedCount: number
  readonly dismissedCount: number
  /** Share confirmed with its 95 % interval (Wilson); null while nothing was decided. */
  readonly precision: {
    readonly share: number
    readonly lower: number
    readonly upper: number
  } | null
}

export type ListsQuality = {
  readonly sources: readonly SourceQuality[]
  /** Every ordered pair. */
  readonly overlaps: readonly Overlap[]
  readonly copying: readonly Copying[]
}

/** Measures lists against each other and against what people decided. */
export function listsQuality(
  sources: readonly LabelSource[],
  entries: readonly LabelEntry[],
  outcomes: readonly Outcome[] = [],
): ListsQuality {
  const bySource = Map.groupBy(entries, ({ source }) => source)
  const lists = sources.map(({ name }) => listedAddresses(name, bySource.get(name) ?? []))
  const { voiceOf, copying } = voicesOf(sources, lists)
  const overlaps = lists.flatMap((one) =>
    lists.filter((other) => other !== one).map((other) => overlapOf(one, other)),
  )
  return {
    sources: sources.map((source, index) =>
      qualityOf(source, bySource.get(source.name) ?? [], lists[index]!, lists, voiceOf, outcomes),
    ),
    overlaps,
    copying,
  }
}

function qualityOf(
  source: LabelSource,
  entries: readonly LabelEntry[],
  list: ListedAddresses,
  lists: readonly ListedAddresses[],
  voiceOf: ReadonlyMap<string, string>,
  outcomes: readonly Outcome[],
): SourceQuality {
  const others = lists.filter((other) => voiceOf.get(other.source) !== voiceOf.get(source.name))
  const exclusive = [...list.firstListedAtMs.keys()].filter(
    (address) => !others.some((other) => other.firstListedAtMs.has(address)),
  )
  const kinds: Partial<Record<EndpointKind, number>> = {}
  for (const { kind } of entries) kinds[kind] = (kinds[kind] ?? 0) + 1
  const decided = decidedOf(source, entries, outcomes)
  return {
    source: source.name,
    voice: voiceOf.get(source.name) ?? source.name,
    entryCount: entries.length,
    addressCount: list.firstListedAtMs.size,
    listedCount: entries.filter(({ lastRemovedAtMs }) => lastRemovedAtMs === null).length,
    addressOnlyCount: entries.filter(({ port }) => port === null).length,
    exclusiveCount: exclusive.length,
    kinds,
    lifetimes: lifetimes(
      entries
        .filter(({ firstListedAtMs }) => isDated(list, firstListedAtMs))
        .map((entry) => ({
          days: (lastStatedMs(entry, source) - entry.firstListedAtMs) / DAY_MS,
          isOver: isOver(entry, source),
        })),
    ),
    ...decided,
    precision: wilson(decided.confirmedCount, decided.confirmedCount + decided.dismissedCount),
  }
}

/** Last seen alive longer ago than this, a server is gone although nobody took it off the list. */
const SILENT_MS = 7 * DAY_MS

function isOver({ lastRemovedAtMs, lastVerifiedAtMs }: LabelEntry, source: LabelSource): boolean {
  if (lastRemovedAtMs !== null) return true
  return lastVerifiedAtMs !== null && lastVerifiedAtMs < source.listedUntilMs - SILENT_MS
}

/** An endpoint counts once, by its newest decision; an entry without a port speaks of every port. */
function decidedOf(
  source: LabelSource,
  entries: readonly LabelEntry[],
  outcomes: readonly Outcome[],
): { readonly confirmedCount: number; readonly dismissedCount: number } {
  const newest = new Map<string, Outcome>()
  for (const one of outcomes) {
    const { address, protocol, port } = one.endpoint
    const key = `${address} ${protocol} ${port}`
    const known = newest.get(key)
    if (!known || known.decidedAtMs <= one.decidedAtMs) newest.set(key, one)
  }
  const addresses = new Set([...newest.values()].map(({ endpoint }) => endpoint.address))
  const byAddress = Map.groupBy(
    entries.filter(({ address }) => addresses.has(address)),
    ({ address }) => address,
  )
  const named = [...newest.values()].filter(({ endpoint, decidedAtMs }) =>
    (byAddress.get(endpoint.address) ?? []).some(
      (entry) =>
        entry.kind === 'controller' &&
        (entry.port === null || entry.port === endpoint.port) &&
        (entry.protocol === null || entry.protocol === endpoint.protocol) &&
        entry.firstListedAtMs <= decidedAtMs &&
        decidedAtMs <= lastStatedMs(entry, source),
    ),
  )
  const confirmedCount = named.filter(({ outcome }) => outcome === 'confirmed').length
  return { confirmedCount, dismissedCount: named.length - confirmedCount }
}

const Z_95 = 1.959964

function wilson(hits: number, count: number): SourceQuality['precision'] {
  if (count === 0) return null
  const share = hits / count
  const square = Z_95 ** 2
  const middle = share + square / (2 * count)
  const spread = Z_95 * Math.sqrt((share * (1 - share)) / count + square / (4 * count ** 2))
  const scale = 1 + square / count
  return { share, lower: (middle - spread) / scale, upper: (middle + spread) / scale }
}
