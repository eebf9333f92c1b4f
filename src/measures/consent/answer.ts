import type { Language } from '../../core/bilingual.ts'
import { plainText } from '../../core/plain-text.ts'
import type { ConsentBook } from './book.ts'
import { ConsentError } from './errors.ts'
import type { Channel, ConsentDraft } from './event.ts'
import type { ConsentScope } from './scopes.ts'
import type { Standing } from './standing.ts'
import type { Terms } from './terms.ts'

/** Who recorded a word, and how it reached us. */
export type Recorded = {
  readonly subscriber: string
  readonly channel: Channel
  readonly actor: string
}

/** A yes. */
export type Agreement = Recorded & {
  readonly scope: ConsentScope
  readonly language: Language
  /** The latest of the scope when not given. */
  readonly terms?: string | undefined
  /** Of the words that were shown, so that nobody agrees to others. */
  readonly digest?: string | undefined
  /** For what was said earlier, on paper; now when not given. */
  readonly saidAtMs?: number | undefined
}

/** The carrier's own number of a line; fit for a path and a file. */
const SUBSCRIBER = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}$/
const ACTOR_LENGTH_MAX = 200

/** Throws `ConsentError` SUBSCRIBER_INVALID. */
export function readSubscriber(text: string): string {
  const subscriber = text.trim()
  if (!SUBSCRIBER.test(subscriber))
    throw new ConsentError(
      'SUBSCRIBER_INVALID',
      'the number of a line has 1 to 64 letters, digits or . _ : @ -',
    )
  return subscriber
}

/** The standing of somebody to whom something may still be added. Throws SUBSCRIBER_INVALID or SUBSCRIBER_GONE. */
export function livingStanding(book: ConsentBook, subscriber: string): Standing {
  const standing = book.standing(readSubscriber(subscriber))
  if (standing.contractEndedAtMs !== null)
    throw new ConsentError('SUBSCRIBER_GONE', 'the contract of this line has ended')
  return standing
}

/** The event of a yes; `null` where the same was said already. Throws `ConsentError`. */
export function agreementDraft(
  book: ConsentBook,
  { scope, language, channel, actor, saidAtMs, ...given }: Agreement,
  nowMs: number,
): ConsentDraft | null {
  const standing = livingStanding(book, given.subscriber)
  const terms = termsFor(book, scope, given.terms)
  if (given.digest !== undefined && given.digest !== terms.digest)
    throw new ConsentError('TERMS_DIGEST_MISMATCH', `${terms.id} says something else`)
  const answer = standing.answers.get(scope)
  if (answer?.kind === 'withdrawn') {
    if (terms.basis === 'general-terms' && channel !== 'page')
      throw older('general terms do not undo what the subscriber said')
    if (saidAtMs !== undefined && saidAtMs <= answer.atMs)
      throw older('the subscriber said no after this')
  }
  if (answer?.kind === 'granted' && answer.terms === terms.id) return null
  const { subscriber } = standing
  return {
    subscriber,
    channel,
    actor: readActor(actor),
    fact: {
      kind: 'granted',
      scope,
      terms: terms.id,
      digest: terms.digest,
      basis: terms.basis,
      language,
      saidAtMs: Math.min(saidAtMs ?? nowMs, nowMs),
    },
  }
}

/** The event of a no; `null` where it was said already. Who never agreed can say no as well: nobody asks again. */
export function withdrawalDraft(
  book: ConsentBook,
  { scope, channel, actor, ...given }: Recorded & { readonly scope: ConsentScope },
): ConsentDraft | null {
  const standing = livingStanding(book, given.subscriber)
  if (standing.answers.get(scope)?.kind === 'withdrawn') return null
  const { subscriber } = standing
  return { subscriber, channel, actor: readActor(actor), fact: { kind: 'withdrawn', scope } }
}

function termsFor(book: ConsentBook, scope: ConsentScope, id: string | undefined): Terms {
  const terms = id === undefined ? book.terms.latest(scope) : book.terms.get(id)
  if (!terms || terms.scope !== scope)
    throw new ConsentError('TERMS_NOT_FOUND', `no terms of ${scope} are published under this name`)
  if (!book.terms.isOpen(terms.id))
    throw new ConsentError('TERMS_OUTDATED', `${terms.id} was replaced by terms that ask again`)
  return terms
}

const older = (why: string): ConsentError => new ConsentError('GRANT_OLDER_THAN_WITHDRAWAL', why)

export const readActor = (actor: string): string =>
  plainText(actor).slice(0, ACTOR_LENGTH_MAX) || 'unnamed'
