import { FlowBatch } from '../../flows/wire/flow-batch.ts'
import { grownBatch } from '../traffic/grown-batch.ts'

const MINUTE_MS = 60_000
const TICKS_PER_MS = 1024
/** More than any memory holds. */
const ROWS_MAX = 2 ** 26

/**
 * A router's flow cache as seen from its export: records that are complete in virtual time, waiting
 * for the instant at which the router sends them. Rows are recycled, so memory follows the busiest
 * moment and not the length of the run.
 */
export class ExportQueue {
  rows = new FlowBatch(4096)
  #exportMs = new Float64Array(4096)
  readonly #minutes = new Map<number, number[]>()
  readonly #free: number[] = []
  readonly #originMs: number
  #nextMinute = 0

  /** Minutes are counted from `originMs`, as those of the run are. */
  constructor(originMs: number) {
    this.#originMs = originMs
  }

  get length(): number {
    return this.rows.length - this.#free.length
  }

  /** A row to fill, to be exported at `exportMs`. Its former content is still there. */
  allocate(exportMs: number): number {
    const row = this.#free.pop() ?? this.#newRow()
    this.#exportMs[row] = exportMs
    const minute = Math.max(this.#nextMinute, this.#minuteOf(exportMs))
    const rows = this.#minutes.get(minute)
    if (rows) rows.push(row)
    else this.#minutes.set(minute, [row])
    return row
  }

  /** Visits what is due before `untilMs` (a whole minute of the run) in order of export, and forgets it. */
  drain(untilMs: number, visit: (row: number, exportMs: number) => void): void {
    const untilMinute = this.#minuteOf(untilMs)
    const due = [...this.#minutes.keys()].filter((minute) => minute < untilMinute)
    for (const minute of due.sort((a, b) => a - b)) {
      const rows = this.#minutes.get(minute)!
      this.#minutes.delete(minute)
      for (const row of this.#inOrder(rows, minute)) visit(row, this.#exportMs[row]!)
      for (const row of rows) this.#free.push(row)
    }
    this.#nextMinute = untilMinute
  }

  /** Everything, however late it would have been sent: the end of the run. */
  drainAll(visit: (row: number, exportMs: number) => void): void {
    const last = Math.max(0, ...this.#minutes.keys())
    this.drain(this.#originMs + (last + 1) * MINUTE_MS, visit)
  }

  /**
   * Rows by instant, then by number. One number holds both, because sorting plain numbers is several
   * times as fast as sorting by a comparison: 26 bits of instant, 26 bits of row.
   */
  #inOrder(rows: readonly number[], minute: number): Uint32Array {
    const beginMs = this.#originMs + minute * MINUTE_MS
    const keys = new Float64Array(rows.length)
    for (let i = 0; i < rows.length; i++) {
      const tick = Math.max(0, Math.floor((this.#exportMs[rows[i]!]! - beginMs) * TICKS_PER_MS))
      keys[i] = tick * ROWS_MAX + rows[i]!
    }
    keys.sort()
    const ordered = new Uint32Array(rows.length)
    for (let i = 0; i < rows.length; i++) ordered[i] = keys[i]! % ROWS_MAX
    return ordered
  }

  #minuteOf(atMs: number): number {
    return Math.floor((atMs - this.#originMs) / MINUTE_MS)
  }

  #newRow(): number {
    if (this.rows.length === this.rows.capacity) {
      this.rows = grownBatch(this.rows)
      const larger = new Float64Array(this.rows.capacity)
      larger.set(this.#exportMs)
      this.#exportMs = larger
    }
    return this.rows.length++
  }
}
