import { canonicalAddress } from '../../core/address.ts'
import { isInForce, type Warning } from '../warning/warning.ts'
import { SyncError } from './errors.ts'

/**
 * What a member itself does not act on, whatever the hub says: its own decision beside the signed list, which
 * stays as it came. There is no override that adds: who wants to block on its own account does it by itself.
 */
export type Override = {
  readonly address: string
  /** Null for every port. */
  readonly port: number | null
  /** Why, for whoever asks later. Stays here. */
  readonly reason: string
  /** An override ends too. Milliseconds since the epoch. */
  readonly untilMs: number
}

/** Throws OVERRIDE_INVALID. */
export function readOverride(value: Override): Override {
  const { address, port, reason, untilMs } = value
  const canonical = canonicalAddress(address)
  const isPort = port === null || (Number.isInteger(port) && port >= 0 && port <= 65_535)
  if (canonical === undefined || !isPort || reason.trim() === '' || !Number.isSafeInteger(untilMs))
    throw new SyncError('OVERRIDE_INVALID', 'an override needs address, port or none, reason, end')
  return { address: canonical, port, reason, untilMs }
}

/** What is acted on now: in force, and not overridden. */
export function enforceable(
  warnings: Iterable<Warning>,
  overrides: readonly Override[],
  nowMs: number,
): Warning[] {
  const standing = overrides.filter(({ untilMs }) => nowMs < untilMs)
  return [...warnings].filter(
    (warning) =>
      isInForce(warning, nowMs) &&
      !standing.some(
        ({ address, port }) =>
          address === warning.address && (port === null || port === warning.port),
      ),
  )
}
