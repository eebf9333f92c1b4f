import type { Language } from '../../core/bilingual.ts'
import { ConsentError } from './errors.ts'
import { CHAIN_START, type ConsentEvent, hashOfEvent } from './event.ts'
import { digestOfTerms, type Terms } from './terms.ts'
import type { TermsBook } from './terms-book.ts'

export const PROOF_FORMAT = 'noroshi-consent-proof/1'

/**
 * Everything that one subscriber ever said, with the words that were shown. Each event's hash covers the one before
 * it and was given to the subscriber as a receipt: whoever holds a receipt can see that nothing before it was changed.
 */
export type Proof = {
  readonly format: typeof PROOF_FORMAT
  readonly subscriber: string
  readonly madeAtMs: number
  readonly terms: readonly Terms[]
  readonly events: readonly ConsentEvent[]
  /** Hash of the last event. */
  readonly head: string
}

/** What was shown, of one yes in a proof. */
export type ShownTerms = { readonly terms: Terms; readonly language: Language }

export function proofOf(
  events: readonly ConsentEvent[],
  book: Pick<TermsBook, 'get'>,
  madeAtMs: number,
): Proof {
  const ids = new Set(
    events.flatMap(({ fact }) =>
      fact.kind === 'granted'
        ? [fact.terms]
        : fact.kind === 'lapsed'
          ? [fact.terms, fact.because]
          : [],
    ),
  )
  return {
    format: PROOF_FORMAT,
    subscriber: events[0]!.subscriber,
    madeAtMs,
    terms: [...ids].map((id) => book.get(id)),
    events,
    head: events.at(-1)!.hash,
  }
}

/** Throws `ConsentError` PROOF_INVALID, saying where. Needs nothing but the proof. */
export function verifyProof(proof: Proof): void {
  if (proof.format !== PROOF_FORMAT) throw invalid('it is in no format that is known')
  const digests = new Map(proof.terms.map((terms) => [terms.id, digestOfTerms(terms)]))
  for (const { id, digest } of proof.terms)
    if (digests.get(id) !== digest) throw invalid(`the wording of ${id} was changed`)
  let previous = CHAIN_START
  for (const [index, event] of proof.events.entries()) {
    const isNext = event.sequence === index + 1 && event.subscriber === proof.subscriber
    if (!isNext || event.hash !== hashOfEvent(event, previous))
      throw invalid(`event ${index + 1} does not follow from those before it`)
    const { fact } = event
    if (fact.kind === 'granted' && digests.get(fact.terms) !== fact.digest)
      throw invalid(`event ${index + 1} was given for other words than ${fact.terms}`)
    previous = event.hash
  }
  if (proof.head !== previous) throw invalid('its end was cut off')
}

const invalid = (why: string): ConsentError =>
  new ConsentError('PROOF_INVALID', `this proof does not hold: ${why}`)
