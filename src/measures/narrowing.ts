import type { Blocking } from './block/blocking.ts'
import { type Exemption, remaining } from './release/exemption.ts'

type Made = { readonly of: Blocking; readonly made: Blocking }
type PlaneFacts = { readonly name: string; readonly isPortless: boolean }

/**
 * Takes releases, and what has ended, off what planes are to hold. While the releases stay the same it looks only at
 * what differs from the time before.
 */
export class Narrowing {
  #exemptions: readonly Exemption[] = []
  #nowMs = Number.NEGATIVE_INFINITY
  /** By plane, in the order of its blockings. */
  #last = new Map<string, readonly Made[]>()

  /** What each plane is to hold now. */
  narrow(
    planes: readonly PlaneFacts[],
    wanted: ReadonlyMap<string, readonly Blocking[]>,
    exemptions: readonly Exemption[],
    nowMs: number,
  ): ReadonlyMap<string, readonly Blocking[]> {
    // After a clock was set back, what had ended may not have.
    if (!isSameList(this.#exemptions, exemptions) || nowMs < this.#nowMs) this.#last.clear()
    this.#exemptions = exemptions
    this.#nowMs = nowMs
    // Planners give one blocking to many planes; each is narrowed once for each kind of plane.
    const made = { portless: new Map<Blocking, Made>(), ported: new Map<Blocking, Made>() }
    const next = new Map<string, readonly Made[]>()
    for (const { name, isPortless } of planes) {
      const kind = isPortless ? 'portless' : 'ported'
      const last = this.#last.get(name) ?? []
      const blockings = wanted.get(name) ?? []
      next.set(
        name,
        blockings.map((blocking, index) => {
          const known = made[kind].get(blocking)
          if (known) return known
          const before = last[index]?.of.scope === blocking.scope ? last[index] : undefined
          const left = blocking.narrowed(
            (targets) => remaining(targets, exemptions)[kind],
            nowMs,
            before,
          )
          made[kind].set(blocking, { of: blocking, made: left })
          return { of: blocking, made: left }
        }),
      )
    }
    this.#last = next
    return new Map([...next].map(([name, all]) => [name, all.map((each) => each.made)]))
  }
}

const isSameList = <T>(one: readonly T[], other: readonly T[]): boolean =>
  one.length === other.length && one.every((each, index) => each === other[index])
