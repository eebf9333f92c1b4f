import type { EndpointKind } from '../../core/endpoint-kind.ts'
import type { WarningBand } from '../../gate/warning/warning.ts'
import type { Target } from '../block/target.ts'

/** One thing that could be blocked, and what speaks for doing it before others. */
export type PlanTarget = {
  readonly key: string
  readonly target: Target
  /** Null for a host that the operator named. */
  readonly band: WarningBand | null
  readonly kind: EndpointKind | null
  /** When the warning or the entry began. */
  readonly sinceMs: number
  /** Own subscribers seen with it in the last day, as a count; null where nobody looked. */
  readonly subscribers: number | null
}

const BANDS: readonly (WarningBand | null)[] = [null, 'share-candidate', 'suspected', 'watch']
const KINDS: readonly (EndpointKind | null)[] = [
  null,
  'controller',
  'downloader',
  'initial-contact',
  'unknown',
  'scanner',
  'sinkhole',
]

/**
 * Who comes first on a device that is too small: what a person named, then the surer, then what takes part in more
 * infections, then what more of the own subscribers talk to, then the younger, as infrastructure is short-lived.
 */
export function byPriority(one: PlanTarget, other: PlanTarget): number {
  return byWorth(one, other) || byReach(one, other)
}

/**
 * The same, but among equally worthy ones what is in force stays: counts change each day, and a full device would
 * take out and put in the same few for ever.
 */
export function byPriorityHolding(held: (key: string) => boolean) {
  return (one: PlanTarget, other: PlanTarget): number =>
    byWorth(one, other) || Number(held(other.key)) - Number(held(one.key)) || byReach(one, other)
}

const byWorth = (one: PlanTarget, other: PlanTarget): number =>
  BANDS.indexOf(one.band) - BANDS.indexOf(other.band) ||
  KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind)

const byReach = (one: PlanTarget, other: PlanTarget): number =>
  (other.subscribers ?? 0) - (one.subscribers ?? 0) ||
  other.sinceMs - one.sinceMs ||
  (one.key < other.key ? -1 : one.key > other.key ? 1 : 0)
