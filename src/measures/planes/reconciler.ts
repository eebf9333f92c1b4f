import type { Clock } from '../../core/clock.ts'
import type { Blocking } from '../block/blocking.ts'
import { type DriverCounts, type DriverState, type Outcome, PlaneDriver } from './driver.ts'
import type { PlaneErrorCode } from './errors.ts'
import type { Capacity, Plane, PlaneKind } from './plane.ts'

export type PlaneStatus = {
  readonly name: string
  readonly kind: PlaneKind
  readonly state: DriverState
  /** Of the last failure that still stands. */
  readonly code: PlaneErrorCode | null
  readonly concerns: readonly PlaneErrorCode[]
  readonly leaseMs: number
  readonly counts: DriverCounts
  readonly capacity: Capacity
  readonly isPortless: boolean
  /** False where a keeper beside this process has to end its rules. */
  readonly endsItself: boolean
  /** When it was last read and put right without a fault. */
  readonly readAtMs: number | null
}

/** How often due renewals are looked for; the shortest lease is five seconds. */
const TICK_MS = 250

/** All planes at once, each with its own queue: one that hangs delays no other. */
export class Reconciler {
  readonly #drivers: readonly PlaneDriver[]
  #timer: NodeJS.Timeout | undefined

  /** @param beat told of each renewal of a plane that cannot end its rules by itself */
  constructor(planes: readonly Plane[], clock: Clock, beat: (plane: string) => void = () => {}) {
    this.#drivers = planes.map((plane) => new PlaneDriver(plane, clock, beat))
  }

  get planes(): readonly Plane[] {
    return this.#drivers.map(({ plane }) => plane)
  }

  /** Renews, mends and tries again by itself from now on; without it only `tick` does. */
  run(): void {
    this.#timer ??= setInterval(() => void this.tick(), TICK_MS)
  }

  /** @param wanted what a plane is to hold; nothing where it says nothing */
  apply(wanted: (plane: Plane) => readonly Blocking[]): Promise<Outcome[]> {
    return Promise.all(this.#drivers.map((driver) => driver.want(wanted(driver.plane))))
  }

  liftAll(): Promise<Outcome[]> {
    return Promise.all(this.#drivers.map((driver) => driver.lift()))
  }

  resume(): Promise<Outcome[]> {
    return Promise.all(this.#drivers.map((driver) => driver.resume()))
  }

  async mend(): Promise<void> {
    await Promise.all(this.#drivers.map((driver) => driver.mend()))
  }

  async tick(): Promise<void> {
    await Promise.all(this.#drivers.map((driver) => driver.tick()))
  }

  status(): PlaneStatus[] {
    return this.#drivers.map(({ plane, state, code, counts, readAtMs }) => ({
      name: plane.name,
      kind: plane.kind,
      state,
      code,
      concerns: plane.concerns(),
      leaseMs: plane.leaseMs,
      counts,
      capacity: plane.capacity,
      isPortless: plane.isPortless,
      endsItself: plane.afterSilence === null,
      readAtMs,
    }))
  }

  /** What each plane was told last, by its name: releases are taken off already. */
  wanted(): ReadonlyMap<string, readonly Blocking[]> {
    return new Map(this.#drivers.map(({ plane, wanted }) => [plane.name, wanted]))
  }

  /** Leaves the rules to their leases: a service that starts again within them leaves no gap. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    for (const { plane } of this.#drivers) await plane[Symbol.asyncDispose]()
  }
}
