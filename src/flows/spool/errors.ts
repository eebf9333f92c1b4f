import { NoroshiError } from '../../core/error.ts'

export type SpoolErrorCode =
  /** The spool holds as much as it may; nothing is written until the loader has made room. */
  | 'SPOOL_FULL'
  /** The disk or the directory refused. */
  | 'SPOOL_UNWRITABLE'

export class SpoolError extends NoroshiError<SpoolErrorCode> {
  override readonly name = 'SpoolError'
}
