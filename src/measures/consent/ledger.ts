/**
 * Who agreed to what, shown in which words: every word is an event that stays, and what follows from all of them is
 * at hand in memory. Why: docs/decisions/0023-consent-as-argument.md.
 */
import type { Kysely } from 'kysely'
import type { Clock } from '../../core/clock.ts'
import { plainText } from '../../core/plain-text.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import type { Database } from '../../db/database.ts'
import {
  type Agreement,
  agreementDraft,
  livingStanding,
  type Recorded,
  readActor,
  readSubscriber,
  withdrawalDraft,
} from './answer.ts'
import { type Assignment, assignmentDrafts, lineEndDraft } from './assignment.ts'
import { ConsentBook, type GrantChange, joined } from './book.ts'
import { ConsentError } from './errors.ts'
import { type ConsentDraft, type ConsentEvent, hashOfEvent } from './event.ts'
import {
  insertTerms,
  lastLineInstant,
  loadTerms,
  type StoreProgress,
  storedEvents,
  storeEvents,
} from './event-store.ts'
import type { Grant } from './grant.ts'
import { type Proof, proofOf } from './proof.ts'
import { deleteEnded, type RetentionResult } from './retention.ts'
import { CONSENT_SCOPES, type ConsentScope } from './scopes.ts'
import type { Standing } from './standing.ts'
import {
  type ConsentStatistics,
  statisticsOf,
  type Unanswered,
  unansweredOf,
} from './statistics.ts'
import type { ConsentTables } from './tables.ts'
import { digestOfTerms, readTermsDraft, type Terms, type TermsDraft, termsIdOf } from './terms.ts'
import { type ConsentDay, consentTimeline } from './timeline.ts'

/** What a subscriber gets for a word: the hash of its event, with which it can be found and checked for ever. */
export type Receipt = { readonly atMs: number; readonly hash: string }

/** Longer is not a pause but a withdrawal. */
export const PAUSE_HOURS_MAX = 168

/** Facts after which less may be done than before; they count at once, before they are on disk. */
const ENDING = new Set(['withdrawn', 'paused', 'line-ended', 'contract-ended'])

/** One per data directory: it alone writes, so that what it remembers is what is stored. */
export class ConsentLedger {
  readonly #db: Kysely<ConsentTables>
  readonly #clock: Clock
  readonly #book = new ConsentBook()
  readonly #listeners = new Set<(change: GrantChange) => void>()
  #number = 0
  #lineAtMs = 0
  /** One word after the other. */
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(db: Kysely<ConsentTables>, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  /** Reads everything that was ever said; some 60 µs of CPU for each event. */
  static async open(database: Database, clock: Clock): Promise<ConsentLedger> {
    const ledger = new ConsentLedger(database.$extendTables<ConsentTables>(), clock)
    for (const terms of await loadTerms(ledger.#db)) ledger.#book.addTerms(terms)
    for await (const event of storedEvents(ledger.#db)) {
      ledger.#book.apply(event)
      ledger.#number = event.number
    }
    ledger.#lineAtMs = await lastLineInstant(ledger.#db)
    return ledger
  }

  /** For reading; only this room adds to it. */
  get book(): Omit<ConsentBook, 'apply' | 'addTerms' | 'suspend' | 'restore' | 'forget'> {
    return this.#book
  }

  /** Of one scope; some may begin later (a pause). What plans and planes are given. */
  grants(scope: ConsentScope): readonly Grant[] {
    return this.#book.grants(scope)
  }

  /** Called with every change of the right to act, before the word that made it is answered. */
  onChange(listener: (change: GrantChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * When the next grant begins or ends by itself (a pause or a grace runs out); null when none does. Planes are told
   * again then; until they are, a grant that has ended still holds nothing, as `Blocking.of` asks it.
   */
  nextTurnMs(nowMs: number): number | null {
    let next = Number.POSITIVE_INFINITY
    for (const scope of CONSENT_SCOPES)
      for (const { sinceMs, untilMs } of this.#book.grants(scope)) {
        if (sinceMs > nowMs && sinceMs < next) next = sinceMs
        if (untilMs !== null && untilMs > nowMs && untilMs < next) next = untilMs
      }
    return Number.isFinite(next) ? next : null
  }

  /** Throws TERMS_INVALID; answers the latest where it says the same already. */
  publishTerms(
    given: TermsDraft,
    by: { readonly actor: string; readonly note: string },
  ): Promise<Terms> {
    return this.#inTurn(async () => {
      const draft = readTermsDraft(given)
      const digest = digestOfTerms(draft)
      const before = this.#book.terms.latest(draft.scope)
      if (before?.digest === digest) return before
      const version = (before?.version ?? 0) + 1
      // To whom it was never put, every change is one; and another ground is never a matter of words.
      const isMaterial = !before || before.basis !== draft.basis || draft.change === 'material'
      const terms: Terms = {
        ...draft,
        change: isMaterial ? 'material' : 'editorial',
        id: termsIdOf(draft.scope, version),
        version,
        digest,
        publishedAtMs: this.#clock.nowMs(),
        publishedBy: readActor(by.actor),
        note: plainText(by.note),
      }
      await insertTerms(this.#db, terms)
      this.#tell(this.#book.addTerms(terms))
      return terms
    })
  }

  /** Throws `ConsentError`. Saying the same again changes nothing and answers the receipt of the first time. */
  give(agreement: Agreement): Promise<Receipt> {
    return this.#recordOne(
      () => agreementDraft(this.#book, agreement, this.#clock.nowMs()),
      agreement,
    )
  }

  async withdraw(by: Recorded & { readonly scope: ConsentScope }): Promise<Receipt> {
    return this.#endOne(() => withdrawalDraft(this.#book, by), by)
  }

  /** Nothing is blocked for this line for so long; other scopes are untouched. Throws PAUSE_INVALID. */
  async pause(by: Recorded & { readonly hours: number }): Promise<Receipt> {
    return this.#endOne(() => {
      if (!(by.hours > 0 && by.hours <= PAUSE_HOURS_MAX))
        throw new ConsentError('PAUSE_INVALID', `a pause lasts up to ${PAUSE_HOURS_MAX} hours`)
      const untilMs = this.#clock.nowMs() + Math.round(by.hours * HOUR_MS)
      return this.#draft(by, { kind: 'paused', untilMs })
    }, by)
  }

  resume(by: Recorded): Promise<Receipt> {
    return this.#recordOne(() => {
      const isPaused = this.#book.standing(by.subscriber).pausedUntilMs !== null
      return isPaused ? this.#draft(by, { kind: 'resumed' }) : null
    }, by)
  }

  /** Several at one instant, all or none. */
  assign(assignments: readonly Assignment[]): Promise<void> {
    return this.#inTurn(async () => {
      await this.#record(assignmentDrafts(this.#book, assignments, this.#clock.nowMs()))
    })
  }

  /** All lines of the subscriber when none is named. */
  async endLines(by: Recorded & { readonly prefixes?: readonly string[] }): Promise<Receipt> {
    return this.#endOne(() => lineEndDraft(this.#book, by), by)
  }

  endContract(by: Recorded): Promise<void> {
    return this.#inTurn(async () => {
      const lines = lineEndDraft(this.#book, by)
      await this.#record([...(lines ? [lines] : []), this.#draft(by, { kind: 'contract-ended' })])
    })
  }

  /**
   * What `make` finds to be recorded, in one piece; it sees everything that was said before. For imports.
   *
   * @returns how many events it were
   */
  recordAll(
    make: (book: ConsentBook, nowMs: number) => Promise<readonly ConsentDraft[]>,
    onProgress?: StoreProgress,
  ): Promise<number> {
    return this.#inTurn(
      async () =>
        (await this.#record(await make(this.#book, this.#clock.nowMs()), onProgress)).length,
    )
  }

  /** Writes down which grants ended because changed terms were not answered; they hold nothing since their end. */
  lapseDue(): Promise<number> {
    return this.#inTurn(async () => {
      const nowMs = this.#clock.nowMs()
      const drafts: ConsentDraft[] = []
      for (const { subscriber, answers } of this.#book.standings())
        for (const [scope, answer] of answers) {
          const lapse = answer.kind === 'granted' ? this.#book.terms.lapseOf(answer.terms) : null
          if (answer.kind !== 'granted' || !lapse || nowMs < lapse.atMs) continue
          const fact = {
            kind: 'lapsed',
            scope,
            terms: answer.terms,
            because: lapse.because,
          } as const
          drafts.push({ subscriber, channel: 'api', actor: 'schedule', fact })
        }
      return (await this.#record(drafts)).length
    })
  }

  /** Throws SUBSCRIBER_NOT_FOUND. */
  standing(subscriber: string): Standing {
    const standing = this.#book.standing(readSubscriber(subscriber))
    if (standing.sequence === 0)
      throw new ConsentError('SUBSCRIBER_NOT_FOUND', 'nothing is recorded of this line')
    return standing
  }

  async history(subscriber: string): Promise<readonly ConsentEvent[]> {
    this.standing(subscriber)
    const events: ConsentEvent[] = []
    for await (const event of storedEvents(this.#db, readSubscriber(subscriber))) events.push(event)
    return events
  }

  /** Everything of one subscriber, checkable without us: `verifyProof`. Throws SUBSCRIBER_NOT_FOUND. */
  async proof(subscriber: string): Promise<Proof> {
    const events = await this.history(subscriber)
    return proofOf(events, this.#book.terms, this.#clock.nowMs())
  }

  statistics(): ConsentStatistics {
    return statisticsOf(this.#book, this.#clock.nowMs())
  }

  /** How many began and ceased to agree, by day and scope. */
  timeline(): Promise<readonly ConsentDay[]> {
    return consentTimeline(this.#db)
  }

  /** Who was asked and has not answered, the soonest to end first. */
  unanswered(scope: ConsentScope, limit: number): readonly Unanswered[] {
    return unansweredOf(this.#book, scope, limit)
  }

  /** Deletes histories of contracts that ended before an instant, and records that it did. */
  deleteEndedBefore(
    endedBeforeMs: number,
    by: { readonly actor: string },
  ): Promise<RetentionResult> {
    return this.#inTurn(async () => {
      const gone = [...this.#book.standings()].filter(
        ({ contractEndedAtMs }) => contractEndedAtMs !== null && contractEndedAtMs < endedBeforeMs,
      )
      const result = await deleteEnded(this.#db, gone, {
        endedBeforeMs,
        actor: readActor(by.actor),
        atMs: this.#clock.nowMs(),
      })
      for (const { subscriber } of gone) this.#book.forget(subscriber)
      return result
    })
  }

  #draft({ subscriber, channel, actor }: Recorded, fact: ConsentDraft['fact']): ConsentDraft {
    const standing = livingStanding(this.#book, subscriber)
    return { subscriber: standing.subscriber, channel, actor: readActor(actor), fact }
  }

  /** Counts from the moment it is called, also while an import is being written down. */
  #endOne(make: () => ConsentDraft | null, by: Recorded): Promise<Receipt> {
    const subscriber = readSubscriber(by.subscriber)
    this.#tell(this.#book.suspend([subscriber]))
    const restore = (): void => this.#tell(this.#book.restore([subscriber]))
    return this.#recordOne(() => {
      try {
        return make()
      } catch (error) {
        restore()
        throw error
      }
    }, by).then((receipt) => {
      restore()
      return receipt
    })
  }

  #recordOne(make: () => ConsentDraft | null, { subscriber }: Recorded): Promise<Receipt> {
    return this.#inTurn(async () => {
      const draft = make()
      const event = draft ? (await this.#record([draft]))[0] : undefined
      if (event) return { atMs: event.atMs, hash: event.hash }
      return { atMs: this.#clock.nowMs(), hash: this.#book.standing(subscriber.trim()).head }
    })
  }

  async #record(
    drafts: readonly ConsentDraft[],
    onProgress: StoreProgress = () => {},
  ): Promise<readonly ConsentEvent[]> {
    if (drafts.length === 0) return []
    const ending = drafts.filter(({ fact }) => ENDING.has(fact.kind))
    const suspended = new Set(ending.map(({ subscriber }) => subscriber))
    this.#tell(this.#book.suspend(suspended))
    const events = this.#seal(drafts)
    const lineAtMs = Math.max(this.#lineAtMs, events[0]!.atMs)
    // If this fails they stay suspended: who wanted out is out, although we could not write it down.
    await this.#db
      .transaction()
      .execute((transaction) => storeEvents(transaction, events, lineAtMs, onProgress))
    this.#number = events.at(-1)!.number
    this.#lineAtMs = lineAtMs
    const changes = events.map((event) => this.#book.apply(event))
    this.#tell(joined([...changes, this.#book.restore(suspended)]))
    return events
  }

  #seal(drafts: readonly ConsentDraft[]): ConsentEvent[] {
    const heads = new Map<string, { readonly sequence: number; readonly head: string }>()
    const atMs = this.#clock.nowMs()
    return drafts.map((draft, index) => {
      const { sequence: last, head } =
        heads.get(draft.subscriber) ?? this.#book.standing(draft.subscriber)
      const event = { ...draft, sequence: last + 1, atMs }
      const hash = hashOfEvent(event, head)
      heads.set(draft.subscriber, { sequence: last + 1, head: hash })
      return { ...event, hash, number: this.#number + index + 1 }
    })
  }

  #tell(change: GrantChange): void {
    if (change.ended.length + change.begun.length === 0) return
    for (const listener of this.#listeners) listener(change)
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => {})
    return turn
  }
}
