import type { ConsentEvent } from './event.ts'
import { Grant } from './grant.ts'
import { LineIndex } from './line-index.ts'
import { BLOCK_SCOPES, CONSENT_SCOPES, type ConsentScope } from './scopes.ts'
import { NO_STANDING, type Standing, standingAfter } from './standing.ts'
import type { Terms } from './terms.ts'
import { TermsBook } from './terms-book.ts'

/** What a change did to the right to act: grants that are no longer, and those that came in their place. */
export type GrantChange = { readonly ended: readonly Grant[]; readonly begun: readonly Grant[] }

/**
 * Everything that events say at present, kept as they come: one event costs one subscriber, however many there
 * are. Nothing here reads a clock: a pause is a grant that begins when the pause ends, a lapse is a grant with an
 * end, so both come true without anybody doing anything.
 */
export class ConsentBook {
  readonly terms = new TermsBook()
  readonly lines = new LineIndex()
  readonly #standings = new Map<string, Standing>()
  readonly #grants = new Map<ConsentScope, Map<string, Grant>>(
    CONSENT_SCOPES.map((scope) => [scope, new Map()]),
  )
  /** Whose words are being written down, and how many; until they are, nothing is done for them. */
  readonly #suspended = new Map<string, number>()

  /** A subscriber of whom nothing is known stands as one who never answered. */
  standing(subscriber: string): Standing {
    return this.#standings.get(subscriber) ?? { subscriber, ...NO_STANDING }
  }

  standings(): IterableIterator<Standing> {
    return this.#standings.values()
  }

  /** That stand now, or will once a pause is over; `holdsAt` says which. */
  grants(scope: ConsentScope): readonly Grant[] {
    return [...this.#grants.get(scope)!.values()]
  }

  grantOf(subscriber: string, scope: ConsentScope): Grant | undefined {
    return this.#grants.get(scope)!.get(subscriber)
  }

  /** A material change gives every grant of the scope an end, so all of them are made anew. */
  addTerms(terms: Terms): GrantChange {
    this.terms.add(terms)
    const changes = terms.change === 'material' ? this.grants(terms.scope) : []
    return joined(changes.map(({ subscriber }) => this.#renew(subscriber, [terms.scope])))
  }

  apply(event: ConsentEvent): GrantChange {
    const before = this.standing(event.subscriber)
    if (event.sequence !== before.sequence + 1)
      throw new Error(`event ${event.number} is not the next of its subscriber`)
    const after = standingAfter(before, event)
    this.#standings.set(event.subscriber, after)
    for (const prefix of before.lines.keys())
      if (!after.lines.has(prefix)) this.lines.delete(prefix, event.subscriber)
    for (const prefix of after.lines.keys())
      if (!before.lines.has(prefix)) this.lines.set(prefix, event.subscriber)
    return this.#renew(event.subscriber, scopesOf(event))
  }

  /** No grant of theirs stands until as many `restore`: an ending word counts before it is on disk. */
  suspend(subscribers: Iterable<string>): GrantChange {
    return joined(
      [...subscribers].map((subscriber) => {
        this.#suspended.set(subscriber, (this.#suspended.get(subscriber) ?? 0) + 1)
        return this.#renew(subscriber, CONSENT_SCOPES)
      }),
    )
  }

  restore(subscribers: Iterable<string>): GrantChange {
    return joined(
      [...subscribers].map((subscriber) => {
        const left = (this.#suspended.get(subscriber) ?? 0) - 1
        if (left > 0) this.#suspended.set(subscriber, left)
        else this.#suspended.delete(subscriber)
        return this.#renew(subscriber, CONSENT_SCOPES)
      }),
    )
  }

  forget(subscriber: string): void {
    for (const prefix of this.standing(subscriber).lines.keys())
      this.lines.delete(prefix, subscriber)
    this.#standings.delete(subscriber)
    for (const grants of this.#grants.values()) grants.delete(subscriber)
  }

  #renew(subscriber: string, scopes: readonly ConsentScope[]): GrantChange {
    const standing = this.standing(subscriber)
    const ended: Grant[] = []
    const begun: Grant[] = []
    for (const scope of scopes) {
      const grants = this.#grants.get(scope)!
      const before = grants.get(subscriber)
      const after = this.#grantFrom(standing, scope)
      if (isSame(before, after)) continue
      if (before) ended.push(before)
      if (after) {
        begun.push(after)
        grants.set(subscriber, after)
      } else grants.delete(subscriber)
    }
    return { ended, begun }
  }

  /** The only place where the right to act comes from. */
  #grantFrom(standing: Standing, scope: ConsentScope): Grant | undefined {
    const { subscriber, answers, lines, contractEndedAtMs, pausedUntilMs } = standing
    const answer = answers.get(scope)
    if (answer?.kind !== 'granted' || contractEndedAtMs !== null) return undefined
    if (lines.size === 0 || this.#suspended.has(subscriber)) return undefined
    const pausedMs = isBlocking(scope) ? (pausedUntilMs ?? 0) : 0
    return new Grant({
      subscriber,
      scope,
      basis: answer.basis,
      terms: answer.terms,
      sources: [...lines.keys()].sort(),
      sinceMs: Math.max(answer.atMs, pausedMs),
      untilMs: this.terms.lapseOf(answer.terms)?.atMs ?? null,
    })
  }
}

const isBlocking = (scope: ConsentScope): boolean =>
  (BLOCK_SCOPES as readonly ConsentScope[]).includes(scope)

/** Which scopes an event can change. */
function scopesOf({ fact }: ConsentEvent): readonly ConsentScope[] {
  if ('scope' in fact) return [fact.scope]
  return fact.kind === 'paused' || fact.kind === 'resumed' ? BLOCK_SCOPES : CONSENT_SCOPES
}

function isSame(one: Grant | undefined, other: Grant | undefined): boolean {
  if (!one || !other) return one === other
  return (
    one.terms === other.terms &&
    one.basis === other.basis &&
    one.sinceMs === other.sinceMs &&
    one.untilMs === other.untilMs &&
    one.sources.join() === other.sources.join()
  )
}

/** One change of several in a row: what ended at last, what has begun and still stands. */
export function joined(changes: readonly GrantChange[]): GrantChange {
  const ended = new Set<Grant>()
  const begun = new Set<Grant>()
  for (const change of changes) {
    for (const grant of change.ended) if (!begun.delete(grant)) ended.add(grant)
    for (const grant of change.begun) begun.add(grant)
  }
  return { ended: [...ended], begun: [...begun] }
}
