import { livingStanding, type Recorded, readActor } from './answer.ts'
import type { ConsentBook } from './book.ts'
import { ConsentError } from './errors.ts'
import type { ConsentDraft } from './event.ts'
import { LineIndex } from './line-index.ts'
import { canonicalLine, familyOf, type LinePlace, readLinePlace } from './line-prefix.ts'

/** The prefixes that a line has from now on, in each family that is named; others stay as they are. */
export type Assignment = Recorded & {
  readonly prefixes: readonly string[]
  /** As the carrier states it; now when not given. */
  readonly sinceMs?: number | undefined
}

/** A business line with more is several contracts. */
export const PREFIX_COUNT_MAX = 64

/**
 * The events of several assignments at one instant, or of none: whatever overlaps with what is given, at whoever it
 * was, ends first, so that a prefix is at every instant one subscriber's or nobody's. Throws `ConsentError`.
 */
export function assignmentDrafts(
  book: ConsentBook,
  assignments: readonly Assignment[],
  nowMs: number,
): ConsentDraft[] {
  const given = assignments.map((assignment) => readAssignment(book, assignment, nowMs))
  assertApart(given)
  const ending = new Map<string, Set<string>>()
  const recorders = new Map<string, Recorded>()
  const end = (subscriber: string, prefix: string, by: Recorded): void => {
    ending.set(subscriber, (ending.get(subscriber) ?? new Set()).add(prefix))
    if (!recorders.has(subscriber)) recorders.set(subscriber, { ...by, subscriber })
  }
  const begun: ConsentDraft[] = []
  for (const { standing, places, sinceMs, by } of given) {
    const prefixes = places.map(({ text }) => text)
    const families = new Set(prefixes.map(familyOf))
    for (const prefix of standing.lines.keys())
      if (families.has(familyOf(prefix)) && !prefixes.includes(prefix))
        end(standing.subscriber, prefix, by)
    const fresh = places.filter(({ text }) => !standing.lines.has(text))
    for (const { place } of fresh)
      for (const held of book.lines.overlapping(place)) {
        const holder = book.standing(held.subscriber)
        if (holder.subscriber === standing.subscriber) continue
        if ((holder.lines.get(held.prefix) ?? 0) > sinceMs)
          throw new ConsentError('LINE_OUTDATED', 'the address was given to somebody else since')
        end(held.subscriber, held.prefix, by)
      }
    if (fresh.length > 0) {
      const begins = fresh.map(({ text }) => text)
      begun.push({ ...by, fact: { kind: 'line-assigned', prefixes: begins, sinceMs } })
    }
  }
  const ended = [...ending].map(
    ([subscriber, prefixes]): ConsentDraft => ({
      ...recorders.get(subscriber)!,
      fact: { kind: 'line-ended', prefixes: [...prefixes].sort() },
    }),
  )
  return [...ended, ...begun]
}

/** The subscriber is offline, or the line is gone. `null` where it had none of these. */
export function lineEndDraft(
  book: ConsentBook,
  { prefixes, channel, actor, ...given }: Recorded & { readonly prefixes?: readonly string[] },
): ConsentDraft | null {
  const standing = livingStanding(book, given.subscriber)
  const named = prefixes?.map((text) => canonicalLine(text) ?? text)
  const ended = [...standing.lines.keys()].filter((prefix) => named?.includes(prefix) ?? true)
  if (ended.length === 0) return null
  const { subscriber } = standing
  return {
    subscriber,
    channel,
    actor: readActor(actor),
    fact: { kind: 'line-ended', prefixes: ended },
  }
}

function readAssignment(
  book: ConsentBook,
  { prefixes: texts, sinceMs = nowOf, channel, actor, ...given }: Assignment,
  nowMs: number,
) {
  const standing = livingStanding(book, given.subscriber)
  const places = new Map<string, LinePlace>()
  for (const text of texts) {
    const place = readLinePlace(text)
    if (!place)
      throw new ConsentError('LINE_INVALID', 'one is no prefix that a single line can have')
    places.set(place.text, place)
  }
  if (places.size === 0 || places.size > PREFIX_COUNT_MAX)
    throw new ConsentError('LINE_INVALID', `a line has 1 to ${PREFIX_COUNT_MAX} prefixes`)
  const inOrder = [...places.values()].sort((one, other) => (one.text < other.text ? -1 : 1))
  const by: Recorded = { subscriber: standing.subscriber, channel, actor: readActor(actor) }
  return { standing, places: inOrder, sinceMs: Math.min(sinceMs, nowMs), by }
}

/** Not stated; more than any instant, and cut to now. */
const nowOf = Number.MAX_SAFE_INTEGER

/** What one request says of two lines must be of two lines: neither is newer than the other. */
function assertApart(given: readonly ReturnType<typeof readAssignment>[]): void {
  const seen = new LineIndex()
  for (const { standing, places } of given)
    for (const { text, place } of places) {
      if (seen.overlapping(place).length > 0)
        throw new ConsentError('LINE_INVALID', 'two of the lines overlap')
      seen.set(text, standing.subscriber, place)
    }
}
