import { DAY_MS } from '../core/time-span.ts'
import { diffNotices, type NoticeChange } from './diff.ts'
import { documentOf } from './document.ts'
import { digestOf, missingIn, type NoticeFacts } from './facts.ts'
import type { PublishedNotice } from './published-notice.ts'

export type NoticeState = 'unpublished' | 'current' | 'stale' | 'lapsed'

/** What subscribers were told, against what the running configuration does. */
export type NoticeStanding = {
  readonly state: NoticeState
  readonly mayCollect: boolean
  readonly published: PublishedNotice | null
  /** Since when the two have parted, and until when collecting may go on. */
  readonly staleSinceMs: number | null
  readonly graceEndsAtMs: number | null
  /** Fields of the configuration without which nothing can be published. */
  readonly missing: readonly string[]
  readonly changes: readonly NoticeChange[]
}

/**
 * @param partedAtMs when what is done was first seen to differ from the published notice. It is kept with the
 * version: whoever changes the configuration there and back again gains no time by it.
 */
export function standingOf(
  facts: NoticeFacts,
  published: PublishedNotice | undefined,
  partedAtMs: number | undefined,
  nowMs: number,
): NoticeStanding {
  const missing = missingIn(facts)
  const none = { staleSinceMs: null, graceEndsAtMs: null, missing }
  if (!published)
    return { state: 'unpublished', mayCollect: false, published: null, changes: [], ...none }
  if (published.digest === digestOf(facts))
    return { state: 'current', mayCollect: true, published, changes: [], ...none }
  const staleSinceMs = partedAtMs ?? nowMs
  // The grace that subscribers were told, not the one that somebody configures now.
  const graceEndsAtMs = staleSinceMs + graceDaysOf(published.facts, facts) * DAY_MS
  const mayCollect = nowMs < graceEndsAtMs
  return {
    state: mayCollect ? 'stale' : 'lapsed',
    mayCollect,
    published,
    staleSinceMs,
    graceEndsAtMs,
    missing,
    changes: diffNotices(published.document, documentOf(facts)),
  }
}

/** A demonstration's notice covers synthetic flows and nothing else: real ones have no grace under it. */
function graceDaysOf(told: NoticeFacts, done: NoticeFacts): number {
  return told.isDemonstration && !done.isDemonstration ? 0 : told.graceDays
}
