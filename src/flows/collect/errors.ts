import { NoroshiError } from '../../core/error.ts'

export type CollectErrorCode =
  /** A UDP or TCP port is taken, privileged, or its address is not this machine's. */
  'LISTENER_NOT_BOUND'

export class CollectError extends NoroshiError<CollectErrorCode> {
  override readonly name = 'CollectError'
}
