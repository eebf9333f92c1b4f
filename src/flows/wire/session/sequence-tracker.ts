/**
 * Compares the sequence numbers of one sender with what came. Tells loss from reordering and from a
 * restart, with five numbers of state: a restarted exporter must not look like four thousand million
 * lost records.
 */
export class SequenceTracker {
  #expected: number | undefined
  /** Where the sequence would go on if the last odd number was a restart (as RFC 3550 A.1 does). */
  #restart: number | undefined
  /** Reported missing and not seen since; a late datagram can take back no more than this. */
  #outstanding = 0
  /** Where the oldest of those began. */
  #gapFrom = 0
  /** Epoch milliseconds when the sender was heard last. */
  heardAtMs = 0

  /** The sequence number that should come next; `undefined` where it cannot be known. */
  get expected(): number | undefined {
    return this.#expected
  }

  /** Goes on where another tracker of the same sender stood, as after a restart of the collector. */
  resume(expected: number, heardAtMs: number): void {
    this.#follow(expected)
    this.heardAtMs = heardAtMs
  }

  /**
   * @param sequence of this datagram, 32 bits
   * @param unitCount by how much the next one will be higher; `undefined` when it cannot be known,
   *   then the next datagram is taken as it comes
   * @returns units newly missing; negative when some came late after all
   */
  advance(sequence: number, unitCount: number | undefined): number {
    const next = unitCount === undefined ? undefined : (sequence + unitCount) >>> 0
    if (this.#expected === undefined || sequence === this.#restart) return this.#follow(next)
    const distance = (sequence - this.#expected) | 0
    if (distance >= 0 && distance <= GAP_MAX) {
      if (this.#outstanding === 0) this.#gapFrom = this.#expected
      this.#follow(next)
      this.#outstanding = Math.min(OUTSTANDING_MAX, this.#outstanding + distance)
      return distance
    }
    // Not where it should be: once may be a stray, twice in a row is a new beginning.
    this.#restart = next
    const late = Math.min(unitCount ?? 0, this.#outstanding)
    const isInGap = ((sequence - this.#gapFrom) | 0) >= 0
    if (distance > -LATE_MAX && distance < 0 && isInGap && late > 0) {
      this.#outstanding -= late
      return -late
    }
    return 0
  }

  #follow(next: number | undefined): number {
    this.#expected = next
    this.#restart = undefined
    return 0
  }
}

/** A jump forward by more is no loss but another counter: 2^24 records are minutes of a large router. */
const GAP_MAX = 1 << 24
/** A datagram further behind than this many units is not late but of a restarted exporter. */
const LATE_MAX = 1 << 16
const OUTSTANDING_MAX = 1 << 24
