import { NoroshiError } from '../../../core/error.ts'

export const TRUST_ERROR_CODES = [
  'KEY_FILE_MISSING',
  /** Others on the machine could read the key: whoever did can sign as we do. */
  'KEY_FILE_EXPOSED',
  'KEY_FILE_INVALID',
  /** Something in it has no canonical form: a number that is none, half a character. */
  'DOCUMENT_NOT_CANONICAL',
  /** Not JSON, or not the shape of a signed document of this kind. */
  'DOCUMENT_MALFORMED',
  /** More octets than such a document can have: endless data. */
  'DOCUMENT_TOO_LARGE',
  /** Fewer good signatures of the named keys than the role asks for. */
  'SIGNATURES_TOO_FEW',
  /** For another hub, or for another member. */
  'DOCUMENT_FOREIGN',
  'ROOT_VERSION_WRONG',
  'ROOT_EXPIRED',
  /** Older than a head that was seen: rollback. */
  'HEAD_ROLLED_BACK',
  /** Another document under a version that was seen: the hub, or somebody with its keys, tells two stories. */
  'HEAD_FORKED',
  /** No newer head than one that has run out: freeze. */
  'HEAD_EXPIRED',
  /** A head that would hold for days: it would make a later freeze possible. */
  'HEAD_LASTS_TOO_LONG',
  /** The version leaps so far that it could never be passed again: fast-forward. */
  'VERSION_LEAPED',
  /** Not the document that the head names: mix and match. */
  'LIST_MIXED',
  'LIST_ROLLED_BACK',
  /** The delta does not begin where we stand. */
  'LIST_DISCONTINUED',
  'LIST_EXPIRED',
  /** The head names something new, and nothing was sent that leads there. */
  'LIST_WITHHELD',
  /** What was remembered of the hub is damaged; starting anew would allow a rollback. */
  'TRUST_STATE_DAMAGED',
] as const

export type TrustErrorCode = (typeof TRUST_ERROR_CODES)[number]

export class TrustError extends NoroshiError<TrustErrorCode> {
  override readonly name = 'TrustError'
}
