/**
 * How many records carried which information elements that have no place here (`flow-columns.ts`).
 *
 * Counted per template while it is in force, because all its records carry the same elements: a
 * record costs nothing, a set one addition. What a template counted is added up when it goes.
 */

/** The elements of one template that are skipped, and how many of its records were read. */
export type SkippedFields = {
  /** `elementKey` of each, without repetition. */
  readonly keys: readonly number[]
  recordCount: number
}

export type SkippedElement = {
  /** 0 = IANA; `undefined` with `element` = all those beyond the bound together. */
  readonly enterprise: number | undefined
  readonly element: number | undefined
  /** Records that carried it. */
  readonly records: number
}

export const elementKey = (enterprise: number, element: number): number =>
  enterprise * 65536 + element

/** The counts of one exporter, bounded: what comes when it is full is counted together. */
export class SkippedElements {
  readonly #records = new Map<number, number>()
  readonly #elementCountMax: number
  #others = 0

  constructor(elementCountMax: number) {
    this.#elementCountMax = elementCountMax
  }

  add({ keys, recordCount }: SkippedFields): void {
    if (recordCount === 0) return
    for (const key of keys) {
      const before = this.#records.get(key)
      if (before === undefined && this.#records.size >= this.#elementCountMax)
        this.#others += recordCount
      else this.#records.set(key, (before ?? 0) + recordCount)
    }
  }

  addAll(other: SkippedElements): void {
    for (const [key, recordCount] of other.#records) this.add({ keys: [key], recordCount })
    this.#others += other.#others
  }

  /** Most often carried first, those beyond the bound last. */
  get counts(): SkippedElement[] {
    const known = [...this.#records]
      .sort(([keyA, a], [keyB, b]) => b - a || keyA - keyB)
      .map(([key, records]) => ({
        enterprise: Math.floor(key / 65536),
        element: key % 65536,
        records,
      }))
    const rest = { enterprise: undefined, element: undefined, records: this.#others }
    return this.#others > 0 ? [...known, rest] : known
  }
}
