import { Blocking } from '../block/blocking.ts'
import { targetKey } from '../block/target.ts'
import type { PlaneErrorCode } from './errors.ts'
import {
  type AfterSilence,
  type Applied,
  type Capacity,
  NOTHING_APPLIED,
  type Plane,
  type PlaneKind,
} from './plane.ts'
import { countOf, Standing } from './standing.ts'

/** Counts what would be done to a device, and does nothing to it. */
export class DryRunPlane implements Plane {
  readonly name: string
  readonly kind: PlaneKind
  readonly capacity: Capacity
  readonly isPortless: boolean
  readonly leaseMs: number
  readonly afterSilence: AfterSilence | null = null
  #standing: Standing

  constructor(of: Pick<Plane, 'name' | 'kind' | 'capacity' | 'isPortless' | 'leaseMs'>) {
    this.name = of.name
    this.kind = of.kind
    this.capacity = of.capacity
    this.isPortless = of.isPortless
    this.leaseMs = of.leaseMs
    this.#standing = new Standing(of.capacity)
  }

  async apply(blockings: readonly Blocking[]): Promise<Applied> {
    const scope = this.kind === 'rpz' ? 'block-name' : 'block-address'
    const blocking = blockings.find((each) => Blocking.isBlocking(each) && each.scope === scope)
    const difference = this.#standing.difference(blocking)
    this.#standing.take(difference)
    return { ...countOf(difference), mended: 0 }
  }

  async mend(): Promise<Applied> {
    return NOTHING_APPLIED
  }

  async renew(): Promise<void> {}

  async heldTargets(): Promise<ReadonlySet<string>> {
    return new Set([...this.#standing.targets.values()].map(targetKey))
  }

  async forgetAnswers(): Promise<void> {}

  async liftAll(): Promise<void> {
    this.#standing = new Standing(this.capacity)
  }

  concerns(): readonly PlaneErrorCode[] {
    return []
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
