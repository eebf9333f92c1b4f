import { renameSync, writeFileSync } from 'node:fs'
import { SyncError } from '../../gate/sync/errors.ts'
import { type Override, readOverride } from '../../gate/sync/overrides.ts'
import { overridesPath, readOverrides } from './member-directory.ts'

/** Whoever needs more has another reason than a mistaken warning. */
const OVERRIDE_COUNT_MAX = 10_000

/** In the place of an earlier one on the same endpoint. Throws OVERRIDE_INVALID. */
export function addOverride(directory: string, value: Override, nowMs: number): Override {
  const override = readOverride(value)
  if (override.untilMs <= nowMs)
    throw new SyncError('OVERRIDE_INVALID', 'an override ends in the future')
  const others = readOverrides(directory).filter(
    ({ address, port, untilMs }) =>
      untilMs > nowMs && !(address === override.address && port === override.port),
  )
  if (others.length >= OVERRIDE_COUNT_MAX)
    throw new SyncError('OVERRIDE_INVALID', `${OVERRIDE_COUNT_MAX} overrides at most`)
  write(directory, [...others, override])
  return override
}

/** Answers how many were removed: of one port, or of all where none is named. */
export function removeOverrides(
  directory: string,
  address: string,
  port: number | undefined,
): number {
  const held = readOverrides(directory)
  const { address: canonical } = readOverride({ address, port: null, reason: 'x', untilMs: 0 })
  const kept = held.filter(
    (each) => each.address !== canonical || (port !== undefined && each.port !== port),
  )
  if (kept.length < held.length) write(directory, kept)
  return held.length - kept.length
}

/** Whole and at once: a follower reads it each minute. */
function write(directory: string, overrides: readonly Override[]): void {
  const place = overridesPath(directory)
  const body = `${JSON.stringify(overrides, null, 2)}\n`
  writeFileSync(`${place}.new`, body, { mode: 0o600, flush: true })
  renameSync(`${place}.new`, place)
}
