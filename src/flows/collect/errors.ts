import { NoroshiError } from '../../core/error.ts'

export type CollectErrorCode =
  /** A UDP or TCP port is taken, privileged, or its address is not this machine's. */
  | 'LISTENER_NOT_BOUND'
  /** The counts that were written beside a segment cannot be read. */
  | 'ACCOUNT_DAMAGED'
  /** Several threads are to share a port, which this platform cannot do. */
  | 'PORT_NOT_SHARED'

export class CollectError extends NoroshiError<CollectErrorCode> {
  override readonly name = 'CollectError'
}
