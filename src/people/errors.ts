import { NoroshiError } from '../core/error.ts'

export const PEOPLE_ERROR_CODES = [
  /** Nobody is signed in, or the session or token is over. */
  'SIGN_IN_REQUIRED',
  /** The person does not have the role that this needs. */
  'ROLE_MISSING',
  /** A role that is given in the other house only: a provider's, or the association's. */
  'ROLE_FOREIGN',
  /** The proof was wrong: an unknown passkey, a signature that does not fit, an answer too late. */
  'SIGN_IN_REFUSED',
  /** Too many wrong proofs from one place. */
  'SIGN_IN_LIMITED',
  /** Unknown, used, expired, or taken back: which of them is nobody's business. */
  'LINK_INVALID',
  'PERSON_NOT_FOUND',
  /** The provider vouches for somebody whom nobody invited and no claim maps to a role. */
  'PERSON_NOT_INVITED',
  'PERSON_ID_INVALID',
  /** A name in a history stays that of one person, so it is never given twice. */
  'PERSON_ID_TAKEN',
  /** Without an administrator nobody could let anybody in. */
  'LAST_ADMINISTRATOR',
  /** WebAuthn works under a host name, not under a bare address. */
  'PASSKEY_SITE_UNSUITABLE',
  'PASSKEY_COUNT_EXCEEDED',
  'TOKEN_COUNT_EXCEEDED',
  'TOKEN_INVALID',
  'VIEW_INVALID',
  'VIEW_COUNT_EXCEEDED',
  /** No provider is configured, or it did not answer as OpenID Connect says. */
  'OPENID_UNAVAILABLE',
] as const

export type PeopleErrorCode = (typeof PEOPLE_ERROR_CODES)[number]

export class PeopleError extends NoroshiError<PeopleErrorCode> {
  override readonly name = 'PeopleError'

  constructor(code: PeopleErrorCode, message: string = code, options?: { cause?: unknown }) {
    super(code, message, options)
  }
}
