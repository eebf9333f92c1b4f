/**
 * Segments that are stored in one insert. The engine merges what it is given into larger and larger
 * parts, rewriting every record each time; some segments at once save it about the work of storing them
 * again. What makes an insert void to repeat is its token with the same content, so after a crash the
 * same segments must come together again: every group is written down, durably, before it is tried. A
 * segment alone is a group as well: stored, and then found beside one that came meanwhile, it would be
 * stored once more with that one, under their token. The name says what is true of it:
 *
 *     N.group      these segments, and all of them, are stored under token N, or will be
 *     N.stored     they are stored and counted; what is left of them is only to be removed
 */
import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { listNames, syncDirectory, writeDurably } from '../spool/account-files.ts'
import type { Segment } from '../spool/spool.ts'

export type SegmentGroup = {
  /** The token: of a segment alone its own name. */
  readonly name: string
  /** Oldest first; of a group that is stored, those that are left. */
  readonly segments: readonly Segment[]
  /** `begun`: written down, because somebody may have tried to store it. */
  readonly state: 'planned' | 'begun' | 'stored'
}

/** About 2^20 records, as many as a segment may have by itself. */
const GROUP_OCTETS_MAX = 128 << 20
const GROUP_SEGMENTS_MAX = 16

const SUFFIXES = { begun: '.group', stored: '.stored' } as const

/**
 * What is waiting, in the order in which it is to be stored: groups that were begun as they were begun,
 * then groups of neighbours.
 */
export async function groupSegments(
  directory: string,
  waiting: readonly Segment[],
): Promise<SegmentGroup[]> {
  const begun = await knownGroups(directory, waiting)
  const taken = new Set(begun.flatMap(({ segments }) => segments))
  const groups: Segment[][] = []
  let octets = 0
  for (const segment of waiting.filter((one) => !taken.has(one))) {
    const last = groups.at(-1)
    octets += segment.octets
    if (last && octets <= GROUP_OCTETS_MAX && last.length < GROUP_SEGMENTS_MAX) last.push(segment)
    else {
      groups.push([segment])
      octets = segment.octets
    }
  }
  return [...begun, ...groups.map(groupOf)]
}

/** Each of them as a group of its own. */
export function apart({ segments }: SegmentGroup): SegmentGroup[] {
  return segments.map((segment) => groupOf([segment]))
}

/** Before the first attempt to store it; from here on its segments belong together, and with no other. */
export async function beginGroup(directory: string, group: SegmentGroup): Promise<SegmentGroup> {
  if (group.state !== 'planned') return group
  const names = group.segments.map(({ name }) => name)
  await writeDurably(join(directory, group.name + SUFFIXES.begun), names.join('\n'))
  await syncDirectory(directory)
  return { ...group, state: 'begun' }
}

/**
 * Before the first of its segments is removed: what is left of several is not what the token stands for.
 * A segment alone is there or it is not; while it is, storing it once more is void.
 */
export async function markStored(directory: string, group: SegmentGroup): Promise<SegmentGroup> {
  if (group.state !== 'begun' || group.segments.length === 1) return group
  const path = join(directory, group.name)
  await rename(path + SUFFIXES.begun, path + SUFFIXES.stored)
  await syncDirectory(directory)
  return { ...group, state: 'stored' }
}

/** When none of its segments is there any more. */
export async function endGroup(directory: string, { name, state }: SegmentGroup): Promise<void> {
  if (state === 'planned') return
  // A segment that came back after a power failure would no longer know with whom it was stored.
  await syncDirectory(directory)
  await rm(join(directory, name + SUFFIXES[state]), { force: true })
}

async function knownGroups(
  directory: string,
  waiting: readonly Segment[],
): Promise<SegmentGroup[]> {
  const byName = new Map(waiting.map((segment) => [segment.name, segment]))
  const groups: SegmentGroup[] = []
  for (const state of ['stored', 'begun'] as const)
    for (const name of await listNames(directory, SUFFIXES[state])) {
      const members = (await readFile(join(directory, name + SUFFIXES[state]), 'utf8')).split('\n')
      const segments = members.flatMap((member) => byName.get(member) ?? [])
      groups.push({ name, segments, state })
    }
  return groups
}

function groupOf(segments: readonly Segment[]): SegmentGroup {
  const [first] = segments
  const name = segments.length === 1 ? first!.name : `${first!.name}-${segments.length}`
  return { name, segments, state: 'planned' }
}
