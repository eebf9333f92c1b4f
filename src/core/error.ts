/**
 * The base of every error that is *theirs* (bad input, a lost peer, refused consent): it carries a
 * stable code that operators can look up. A broken promise inside our own code is a bug and throws
 * a plain `Error`.
 */
export class NoroshiError<Code extends string = string> extends Error {
  override readonly name: string = 'NoroshiError'
  /** Stable, upper snake case; documented in docs/reference/codes.md. */
  readonly code: Code

  constructor(code: Code, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
