import { CHAIN_START, type ConsentEvent, type ConsentFact, hashOfEvent } from './event.ts'
import type { ConsentScope } from './scopes.ts'
import { digestOfTerms, type Terms, type TermsDraft, termsIdOf } from './terms.ts'
import { WORDING_TEMPLATES } from './wordings.ts'

/** First terms of a scope, as they would be published. */
export function firstTerms(scope: ConsentScope, publishedAtMs: number): Terms {
  const draft: TermsDraft = {
    scope,
    basis: 'opt-in',
    change: 'material',
    graceMs: 0,
    wording: WORDING_TEMPLATES[scope],
  }
  return {
    ...draft,
    id: termsIdOf(scope, 1),
    version: 1,
    digest: digestOfTerms(draft),
    publishedAtMs,
    publishedBy: 'officer',
    note: '',
  }
}

/** The history of a line that has an address and agreed to blocking by address. */
export function eventsOf(
  subscriber: string,
  prefix: string,
  atMs: number,
  first = 1,
): ConsentEvent[] {
  const facts: ConsentFact[] = [
    { kind: 'line-assigned', prefixes: [prefix], sinceMs: atMs },
    {
      kind: 'granted',
      scope: 'block-address',
      terms: termsIdOf('block-address', 1),
      digest: '',
      basis: 'opt-in',
      language: 'ja',
      saidAtMs: atMs,
    },
  ]
  let previous = CHAIN_START
  return facts.map((fact, index) => {
    const event = {
      subscriber,
      sequence: index + 1,
      atMs,
      channel: 'csv',
      actor: 'x',
      fact,
    } as const
    previous = hashOfEvent(event, previous)
    return { ...event, number: first + index, hash: previous }
  })
}
