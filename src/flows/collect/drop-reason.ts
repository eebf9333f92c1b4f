import type { SpoolErrorCode } from '../spool/errors.ts'
import type { DecodeErrorCode } from '../wire/errors.ts'

/** Why records or datagrams of an allowed exporter are not in the store. */
export type DropReason =
  | DecodeErrorCode
  | SpoolErrorCode
  | 'SPOOL_BEHIND'
  | 'DATAGRAM_TRUNCATED'
  | 'CONNECTION_LIMIT'
  | 'STREAM_INVALID'
  | 'STREAM_INCOMPLETE'
