import { ConsentError } from './errors.ts'
import type { ConsentScope } from './scopes.ts'
import type { Terms } from './terms.ts'

/** Every version that was published, and what follows from their order. */
export class TermsBook {
  readonly #versions = new Map<ConsentScope, Terms[]>()
  readonly #byId = new Map<string, Terms>()

  /** In the order of their versions. */
  add(terms: Terms): void {
    const versions = this.#versions.get(terms.scope) ?? []
    if (terms.version !== versions.length + 1)
      throw new Error(`${terms.id} is not the next version of its scope`)
    this.#versions.set(terms.scope, [...versions, terms])
    this.#byId.set(terms.id, terms)
  }

  all(): readonly Terms[] {
    return [...this.#byId.values()]
  }

  latest(scope: ConsentScope): Terms | undefined {
    return this.#versions.get(scope)?.at(-1)
  }

  /** Throws `ConsentError` TERMS_NOT_FOUND. */
  get(id: string): Terms {
    const terms = this.#byId.get(id)
    if (!terms) throw new ConsentError('TERMS_NOT_FOUND', `there are no terms ${id.slice(0, 60)}`)
    return terms
  }

  /** When grants under these terms end because later ones changed what is agreed to; null: never so far. */
  lapseOf(id: string): { readonly atMs: number; readonly because: string } | null {
    const own = this.get(id)
    const lapses = this.#later(own).map(({ publishedAtMs, graceMs, id: because }) => ({
      atMs: publishedAtMs + graceMs,
      because,
    }))
    return lapses.reduce<{ atMs: number; because: string } | null>(
      (first, next) => (first && first.atMs <= next.atMs ? first : next),
      null,
    )
  }

  /** Whether somebody can still agree to them: nothing material came after. */
  isOpen(id: string): boolean {
    return this.#later(this.get(id)).length === 0
  }

  #later({ scope, version }: Terms): readonly Terms[] {
    const versions = this.#versions.get(scope) ?? []
    return versions.filter((later) => later.version > version && later.change === 'material')
  }
}
