import type { Blocking } from '../block/blocking.ts'

/** How many entries a device takes; `null` where there is no bound that matters. Routers take few. */
export type Capacity = { readonly targets: number | null; readonly sources: number | null }

/** What one `apply` did. Counts, never addresses of subscribers. */
export type Applied = {
  readonly added: number
  readonly removed: number
  /** Found otherwise than we had left it, and put right. */
  readonly mended: number
}

/**
 * One place where traffic can be stopped. What it holds are leases: were this process to die now, every rule would
 * end by itself within `leaseMs`.
 *
 * Every method throws `PlaneError` where the device does not do as told; then nothing is known of its state, it is
 * told again, and if it cannot be reached its rules end with their lease.
 */
export type Plane = {
  /** Of the configuration: `edge-1`. */
  readonly name: string
  readonly kind: 'nftables' | 'rpz' | 'flowspec' | 'stream'
  readonly capacity: Capacity
  /** The longest that a rule stays after we fell silent. */
  readonly leaseMs: number
  /**
   * Makes the device hold exactly this; what it holds already stays untouched. Called after every change, so its
   * cost follows the difference to what was applied last.
   */
  apply(blockings: readonly Blocking[]): Promise<Applied>
  /** Reads the device and puts right what differs from what was applied last: somebody else's hand, a restart. */
  mend(): Promise<Applied>
  /** Renews the lease; called several times within `leaseMs`. */
  renew(): Promise<void>
  /** Keys (`targetKey`) of the targets that the device itself says it holds: for a release, before and after. */
  heldTargets(): Promise<ReadonlySet<string>>
  /** Everything of ours off the device at once, without reading first. */
  liftAll(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}
