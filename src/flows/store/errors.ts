import { NoroshiError } from '../../core/error.ts'

export const STORE_ERROR_CODES = [
  /** The engine answered with an error; its own words are in the message. */
  'ENGINE_FAILED',
  /** The data directory is held by another process, or cannot be opened. */
  'ENGINE_NOT_OPENED',
  /** The ClickHouse server, or a shard of the cluster, does not answer. */
  'ENGINE_UNREACHABLE',
  /** A segment cannot be read back: cut short, or not written by this version. */
  'SEGMENT_INVALID',
  /** Somebody asked for flows without saying why. */
  'ACCESS_UNSTATED',
  /** The audit cannot be written, so nobody may look. */
  'AUDIT_UNWRITABLE',
  /** The audit's chain is broken: an entry was changed, removed or added. */
  'AUDIT_BROKEN',
] as const

export type StoreErrorCode = (typeof STORE_ERROR_CODES)[number]

export class StoreError extends NoroshiError<StoreErrorCode> {
  override readonly name = 'StoreError'
}
