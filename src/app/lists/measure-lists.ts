import type { ListSource, Lists, Registry, StoredEntry } from '../../cases/index.ts'
import {
  type KnownGood,
  type LabelEntry,
  type LabelSource,
  listsQuality,
  type Outcome,
} from '../../verdicts/labels/index.ts'
import type { ListQuality } from '../../web/schemas/lists.ts'

/** Every reputation list against every other, and against what people decided. */
export async function measureLists(lists: Lists, registry: Registry): Promise<ListQuality> {
  const { sources, entries } = await reputationLabels(lists)
  const quality = listsQuality(sources, entries, await decidedOutcomes(registry))
  return {
    sources: quality.sources.map((one) => ({ ...one, kinds: { ...one.kinds } })),
    overlaps: [...quality.overlaps],
    copying: quality.copying.map(({ source, from, why }) => ({ source, from, why })),
  }
}

/** Reputation lists, and what they name of single addresses; prefixes label nothing. */
export async function reputationLabels(
  lists: Lists,
): Promise<{ readonly sources: readonly LabelSource[]; readonly entries: readonly LabelEntry[] }> {
  const sources = (await lists.sources()).filter(({ kind }) => kind === 'reputation')
  const entries: LabelEntry[] = []
  for await (const chunk of lists.allEntries('reputation'))
    for (const entry of chunk) {
      const address = hostOf(entry)
      if (address === undefined) continue
      const { source, port, protocol, kind } = entry
      const { firstListedAtMs, lastVerifiedAtMs, lastRemovedAtMs, endsAtMs } = entry
      const when = { firstListedAtMs, lastVerifiedAtMs, lastRemovedAtMs, endsAtMs }
      entries.push({ source, address, port, protocol, kind, ...when })
    }
  return { sources: sources.map(labelSource), entries }
}

function labelSource(source: ListSource): LabelSource {
  return {
    name: source.name,
    origin: source.origin,
    reliability: source.reliability,
    halfLifeDays: source.halfLifeDays,
    isVerifying: source.isVerifying,
    listedUntilMs: source.removedAtMs ?? source.verifiedAtMs ?? source.createdAtMs,
  }
}

function hostOf({ network }: StoredEntry): string | undefined {
  const [address = '', bits] = network.split('/')
  return bits === (address.includes(':') ? '128' : '32') ? address : undefined
}

/** What known-good lists hold, or held, prefixes included. */
export async function knownGoodEntries(lists: Lists): Promise<KnownGood[]> {
  const entries: KnownGood[] = []
  for await (const chunk of lists.allEntries('known-good'))
    for (const { network, port, firstListedAtMs, lastRemovedAtMs, endsAtMs } of chunk)
      entries.push({ network, port, firstListedAtMs, holdsUntilMs: lastRemovedAtMs ?? endsAtMs })
  return entries
}

const PAGE_SIZE = 500

/** What people decided of endpoints, confirmed or dismissed. */
export async function decidedOutcomes(registry: Registry): Promise<Outcome[]> {
  const found: Outcome[] = []
  for (const status of ['confirmed', 'dismissed'] as const) {
    let cursor: string | undefined
    do {
      const page = await registry.find({ status, sort: 'changed', limit: PAGE_SIZE, cursor })
      for (const { endpoint, changedAtMs } of page.cases)
        found.push({ endpoint, outcome: status, decidedAtMs: changedAtMs })
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  }
  return found
}
