import { ConsentBook, type GrantChange } from '../../src/measures/consent/book.ts'
import { firstTerms } from '../../src/measures/consent/event.fixture.ts'
import { type ConsentFact, hashOfEvent } from '../../src/measures/consent/event.ts'
import type { ConsentLedger } from '../../src/measures/consent/ledger.ts'
import { BLOCK_SCOPES, type BlockScope } from '../../src/measures/consent/scopes.ts'
import { termsIdOf } from '../../src/measures/consent/terms.ts'

/** The ledger's own book without its database: 50,000 lines that agreed are there in seconds. */
export class BenchConsent implements Pick<ConsentLedger, 'grants' | 'onChange'> {
  readonly #book = new ConsentBook()
  readonly #listeners: ((change: GrantChange) => void)[] = []
  #number = 0

  /** @param lines the prefix of each */
  constructor(lines: readonly string[]) {
    for (const scope of BLOCK_SCOPES) this.#book.addTerms(firstTerms(scope, 0))
    for (const [index, prefix] of lines.entries()) {
      this.#say(index, { kind: 'line-assigned', prefixes: [prefix], sinceMs: 0 })
      this.agree(index)
    }
  }

  grants(scope: BlockScope) {
    return this.#book.grants(scope)
  }

  onChange(listener: (change: GrantChange) => void): () => void {
    this.#listeners.push(listener)
    return () => {}
  }

  agree(line: number): void {
    for (const scope of BLOCK_SCOPES) {
      const terms = { terms: termsIdOf(scope, 1), digest: '' }
      const said = { basis: 'opt-in', language: 'ja', saidAtMs: 1 } as const
      this.#say(line, { kind: 'granted', scope, ...terms, ...said })
    }
  }

  optOut(line: number): void {
    for (const scope of BLOCK_SCOPES) this.#say(line, { kind: 'withdrawn', scope })
  }

  #say(line: number, fact: ConsentFact): void {
    const subscriber = `line-${line}`
    const { sequence, head } = this.#book.standing(subscriber)
    const by = { subscriber, channel: 'page', actor: 'subscriber', atMs: 1 } as const
    const event = { ...by, sequence: sequence + 1, fact }
    const hash = hashOfEvent(event, head)
    const change = this.#book.apply({ ...event, hash, number: ++this.#number })
    for (const listener of this.#listeners) listener(change)
  }
}
