import type { Blocking } from '../block/blocking.ts'
import type { PlaneErrorCode } from './errors.ts'

export const PLANE_KINDS = ['nftables', 'rpz', 'flowspec', 'stream'] as const
export type PlaneKind = (typeof PLANE_KINDS)[number]

/** How many entries a device takes; `null` where there is no bound that matters. Routers take few. */
export type Capacity = { readonly targets: number | null; readonly sources: number | null }

/** What one `apply` did. Counts, never addresses of subscribers. */
export type Applied = {
  readonly added: number
  readonly removed: number
  /** Found otherwise than we had left it, and put right. */
  readonly mended: number
}

/** What somebody else has to do for a device that cannot end its rules by itself; plain JSON. */
export type AfterSilence = { readonly kind: PlaneKind } & Readonly<
  Record<string, string | number | readonly string[]>
>

/**
 * One place where traffic can be stopped. What it holds are leases: were this process to die now, every rule would
 * end by itself within `leaseMs`.
 *
 * Every method throws `PlaneError` where the device does not do as told; then nothing is known of its state, it is
 * told again, and if it cannot be reached its rules end with their lease. Methods are called one at a time, but for `look`.
 */
export type Plane = {
  /** Of the configuration: `edge-1`. */
  readonly name: string
  readonly kind: PlaneKind
  readonly capacity: Capacity
  /** Whether a rule for one port stops the whole address: resolvers and CrowdSec's bouncers know no ports. */
  readonly isPortless: boolean
  /** The longest that a rule stays after we fell silent. */
  readonly leaseMs: number
  /** Null where the device ends its rules itself; else what the keeper does after `leaseMs` of silence. */
  readonly afterSilence: AfterSilence | null
  /**
   * Makes the device hold exactly this; what it holds already stays untouched. Called after every change, so its
   * cost follows the difference to what was applied last. What goes is gone before anything is added.
   */
  apply(blockings: readonly Blocking[]): Promise<Applied>
  /**
   * Reads the device for `mend`, where that takes so long that a withdrawal must not wait for it: the only method that is
   * called while others are under way.
   */
  look?(): Promise<void>
  /** Reads the device and puts right what differs from what was applied last: somebody else's hand, a restart. */
  mend(): Promise<Applied>
  /**
   * Renews the lease; called several times within `leaseMs`, and only while the device holds what is wanted: a
   * device that missed a withdrawal must run out.
   */
  renew(): Promise<void>
  /** Keys (`targetKey`) of the targets that the device itself says it holds: for a release, before and after. */
  heldTargets(): Promise<ReadonlySet<string>>
  /** Forgets what the device remembers of these names, where it remembers anything. */
  forgetAnswers(names: readonly string[]): Promise<void>
  /** Everything of ours off the device at once, without reading first. */
  liftAll(): Promise<void>
  /** What the operator should change, in codes; empty when all is well. */
  concerns(): readonly PlaneErrorCode[]
  [Symbol.asyncDispose](): Promise<void>
}

export const NOTHING_APPLIED: Applied = { added: 0, removed: 0, mended: 0 }
