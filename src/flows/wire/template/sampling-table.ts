import type { FlowBatch } from '../flow-batch.ts'

/** What an options record says about sampling, and about what. */
export type SamplingStatement = {
  readonly interval: number
  /** samplerId or selectorId; `undefined` = none named. */
  readonly selector: number | undefined
  /** ifIndex; `undefined` = none named. */
  readonly interfaceIndex: number | undefined
}

/**
 * The sampling intervals that one observation domain announced: per sampler, per interface, or for
 * all of it. Bounded; the oldest statement gives way.
 */
export class SamplingTable {
  readonly #selectors = new Map<number, number>()
  readonly #interfaces = new Map<number, number>()
  readonly #entryCountMax: number
  #whole = 0

  constructor(entryCountMax: number) {
    this.#entryCountMax = entryCountMax
  }

  get entryCount(): number {
    return this.#selectors.size + this.#interfaces.size
  }

  get isEmpty(): boolean {
    return this.#whole === 0 && this.#selectors.size === 0 && this.#interfaces.size === 0
  }

  /** True when rows must be looked at one by one. */
  get isByInterface(): boolean {
    return this.#interfaces.size > 0
  }

  /** False when it was known. */
  learn(statement: SamplingStatement): boolean {
    const { interval, selector, interfaceIndex } = statement
    if (selector !== undefined) return this.#put(this.#selectors, selector, interval)
    if (interfaceIndex !== undefined) return this.#put(this.#interfaces, interfaceIndex, interval)
    const isNew = this.#whole !== interval
    this.#whole = interval
    return isNew
  }

  /** What was learnt, oldest first of each kind. */
  statements(): SamplingStatement[] {
    const none = { selector: undefined, interfaceIndex: undefined }
    return [
      ...(this.#whole > 0 ? [{ ...none, interval: this.#whole }] : []),
      ...[...this.#selectors].map(([selector, interval]) => ({ ...none, selector, interval })),
      ...[...this.#interfaces].map(([interfaceIndex, interval]) => ({
        ...none,
        interfaceIndex,
        interval,
      })),
    ]
  }

  /**
   * For records that name no sampler: the interval of the whole domain or, when the domain has
   * exactly one sampler, that one's (several routers announce a sampler and never refer to it).
   * 0 = unknown.
   */
  get interval(): number {
    if (this.#whole > 0) return this.#whole
    if (this.#selectors.size !== 1) return 0
    for (const interval of this.#selectors.values()) return interval
    return 0
  }

  /**
   * Turns the sampler ids that the writer left in the column into intervals.
   *
   * @param unnamed for records whose sampler is 0: they name none
   * @param unknown for records whose sampler nobody announced: another sampler says nothing of it
   */
  resolveSelectors(
    batch: FlowBatch,
    row: number,
    count: number,
    unnamed: number,
    unknown: number,
  ): void {
    const column = batch.samplingInterval
    for (let i = row; i < row + count; i++) {
      const id = column[i]!
      column[i] =
        this.#selectors.get(id) ||
        this.#ofInterface(batch, i) ||
        this.#whole ||
        (id === 0 ? unnamed : unknown)
    }
  }

  /** Gives each row the interval of the interface it came in by, or else left by. */
  resolveInterfaces(batch: FlowBatch, row: number, count: number, fallback: number): void {
    for (let i = row; i < row + count; i++)
      batch.samplingInterval[i] = this.#ofInterface(batch, i) || fallback
  }

  #ofInterface(batch: FlowBatch, row: number): number {
    return (
      this.#interfaces.get(batch.ingressInterface[row]!) ??
      this.#interfaces.get(batch.egressInterface[row]!) ??
      0
    )
  }

  #put(map: Map<number, number>, key: number, interval: number): boolean {
    const isNew = map.get(key) !== interval
    map.delete(key)
    if (map.size >= this.#entryCountMax) map.delete(map.keys().next().value!)
    map.set(key, interval)
    return isNew
  }
}
