/** What an enforcer should hold: addresses, each with its end. */
export type Wanted = ReadonlyMap<string, number>

export type Telling = {
  /** Address and the end that it is told. */
  readonly added: ReadonlyMap<string, number>
  readonly deleted: ReadonlySet<string>
  readonly cursor: number
}

/** A decision is told anew when less than this part of its lease is left. */
const RENEW_BELOW = 0.5

type Deletion = { readonly untilMs: number; readonly cursor: number }

/**
 * What one enforcer was told. A deletion is told with every answer until the enforcer acknowledges it (`cursor`), or,
 * since bouncers keep none, until what it deletes would have ended anyway: a lost answer loses no deletion.
 * To delete or add twice is the same as once.
 */
export class Told {
  readonly #added = new Map<string, number>()
  readonly #deleted = new Map<string, Deletion>()
  readonly #leaseMs: number
  #cursor = 0

  constructor(leaseMs: number) {
    this.#leaseMs = leaseMs
  }

  /** @param acknowledged the cursor of an answer that has arrived, where the enforcer says so */
  tell(wanted: Wanted, isStart: boolean, acknowledged: number | undefined, nowMs: number): Telling {
    this.#forget(acknowledged, nowMs)
    this.#cursor++
    for (const [address, untilMs] of this.#added)
      if (!wanted.has(address)) {
        this.#added.delete(address)
        this.#deleted.set(address, { untilMs, cursor: this.#cursor })
      }
    const added = new Map<string, number>()
    for (const [address, untilMs] of wanted) {
      this.#deleted.delete(address)
      const held = this.#added.get(address)
      const isFresh = held !== undefined && held - nowMs > this.#leaseMs * RENEW_BELOW
      if (!isStart && (held === untilMs || (isFresh && held < untilMs))) continue
      added.set(address, untilMs)
      this.#added.set(address, untilMs)
    }
    return { added, deleted: new Set(this.#deleted.keys()), cursor: this.#cursor }
  }

  /** Addresses that it may still act on, as far as anybody here can know. */
  held(nowMs: number): Set<string> {
    const held = new Set<string>()
    for (const [address, untilMs] of this.#added) if (nowMs < untilMs) held.add(address)
    for (const [address, { untilMs }] of this.#deleted) if (nowMs < untilMs) held.add(address)
    return held
  }

  #forget(acknowledged: number | undefined, nowMs: number): void {
    for (const [address, { untilMs, cursor }] of this.#deleted)
      if (untilMs <= nowMs || (acknowledged !== undefined && cursor <= acknowledged))
        this.#deleted.delete(address)
    for (const [address, untilMs] of this.#added) if (untilMs <= nowMs) this.#added.delete(address)
  }
}
