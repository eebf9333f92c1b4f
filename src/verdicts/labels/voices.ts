import type { LabelSource } from './listed.ts'
import { type ListedAddresses, type Overlap, overlapOf } from './overlap.ts'

/** Why two lists are taken for one voice. */
export type Copying = {
  /** Seems to take from `from`. */
  readonly source: string
  readonly from: string
  readonly why: 'stated' | 'contained' | 'follows' | 'overlaps'
  readonly overlap: Overlap | null
}

export type Voices = {
  /** Source → the voice it belongs to; a voice is named after its first source, or as a person said. */
  readonly voiceOf: ReadonlyMap<string, string>
  readonly copying: readonly Copying[]
}

/** Fewer common addresses than this prove nothing about two lists. */
const COMMON_COUNT_MIN = 30
/** Independent lists of C2 servers share a few per cent (LITERATURE §1.4: 1 to 13 %). */
const CONTAINED_SHARE = 0.95
const COPIED_SHARE = 0.5
const FOLLOWS_SHARE = 0.8
/** With fewer of the common days known, nobody can say that the two found them independently. */
const DATED_SHARE = 0.2

/**
 * Which lists speak with one voice. A person's word counts first: what is stated to be of one origin is, and
 * what is stated to be of two is not. Of the rest a list is a copy when nearly all of it stands on another, or
 * when half of it does and nearly all of that came within three days after the other had it. Where half of it
 * does and the days are mostly not known, it counts as a copy as well: two voices are to be shown, not assumed.
 */
export function voicesOf(
  sources: readonly LabelSource[],
  lists: readonly ListedAddresses[],
): Voices {
  const group = new Map(sources.map(({ name }) => [name, name]))
  const stated = new Map(sources.map(({ name, origin }) => [name, origin]))
  const rootOf = (name: string): string => {
    let root = name
    while (group.get(root) !== root) root = group.get(root) ?? root
    return root
  }
  const copying: Copying[] = []
  const join = (found: Copying): void => {
    copying.push(found)
    group.set(rootOf(found.source), rootOf(found.from))
  }
  for (const [index, { name, origin }] of sources.entries()) {
    const earlier = sources.slice(0, index).find((other) => origin && other.origin === origin)
    if (earlier) join({ source: name, from: earlier.name, why: 'stated', overlap: null })
  }
  for (const one of lists)
    for (const other of lists) {
      if (one === other || (stated.get(one.source) && stated.get(other.source))) continue
      const overlap = overlapOf(one, other)
      const why = copyingIn(overlap)
      if (why) join({ source: one.source, from: other.source, why, overlap })
    }
  const voiceOf = new Map(
    sources.map(({ name }) => {
      const root = rootOf(name)
      return [name, stated.get(root) ?? root]
    }),
  )
  return { voiceOf, copying }
}

/** Whether the first list of an overlap takes from the other. */
function copyingIn(overlap: Overlap): Exclude<Copying['why'], 'stated'> | undefined {
  const { commonCount, share, comparableCount, followsShare } = overlap
  if (commonCount < COMMON_COUNT_MIN) return undefined
  if (share >= CONTAINED_SHARE) return 'contained'
  if (share < COPIED_SHARE) return undefined
  if (comparableCount < DATED_SHARE * commonCount) return 'overlaps'
  if (comparableCount < COMMON_COUNT_MIN) return undefined
  return (followsShare ?? 0) >= FOLLOWS_SHARE ? 'follows' : undefined
}
