import { ClickHouseError } from '@clickhouse/client'
import { StoreError } from './errors.ts'

/** Errors of a server that could not reach a shard, or lost it, or is not ready for statements. */
const UNREACHABLE_TYPES = new Set([
  'ALL_CONNECTION_TRIES_FAILED',
  'ATTEMPT_TO_READ_AFTER_EOF',
  'NETWORK_ERROR',
  'SOCKET_TIMEOUT',
  'SERVER_OVERLOADED',
])
const LOST_CONNECTION_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'])
const MESSAGE_LENGTH_MAX = 500

/** The connection was refused, or broke: worth another try at once. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof ClickHouseError) return UNREACHABLE_TYPES.has(error.type ?? '')
  return error instanceof Error && LOST_CONNECTION_CODES.has(codeOf(error))
}

/**
 * What the server or the connection to it said, as our error. The client's errors hold no password:
 * it travels in a header.
 */
export function serverError(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause
  const words = (cause instanceof Error ? cause.message || codeOf(cause) : String(cause))
    .split('\n', 1)[0]!
    .slice(0, MESSAGE_LENGTH_MAX)
  // Whatever is not the server's own answer happened on the way to it or back: a timeout, a lost name.
  return isConnectionLost(cause) || !(cause instanceof ClickHouseError)
    ? new StoreError('ENGINE_UNREACHABLE', `the flow store does not answer: ${words}`, { cause })
    : new StoreError('ENGINE_FAILED', `the flow store refused a statement: ${words}`, { cause })
}

/** A refused connection to a name with two addresses comes as an error without words. */
function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name
}
