import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import type { Listed } from '../warning/faces/index.ts'
import { canonicalJson } from '../warning/trust/canonical-json.ts'
import type { Warning } from '../warning/warning.ts'
import { wholeHour } from '../warning/whole-hour.ts'
import type { HubContext } from './context.ts'
import { OneAtATime } from './one-at-a-time.ts'

export type ListRow = Listed & {
  readonly addedUs: number
  readonly firstSequence: number
  readonly onlyMember: string | null
}

/** So many rows are walked over before others get their turn: some ten milliseconds. */
export const PAGE = 2_000
/** So many are read at once: the embedded database works in this thread. */
const READ_PAGE = 500
/** Documents are believed for seven days; whoever stands further back is given a whole list. */
const KEPT_AFTER_END_MS = 8 * DAY_MS
const KEPT_AFTER_END_COUNT = 1.5

/**
 * The list in memory, because every member asks for it and only this process writes it. Each warning is put into
 * canonical text once, for all members and documents; rows are never changed, so that whoever walks over them
 * slowly still sees one list.
 */
export class ListMirror {
  readonly #context: HubContext
  /** By endpoint and beginning of the lease. */
  readonly #rows = new Map<string, MirrorRow>()
  /** The lease of an endpoint that no other has followed. */
  readonly #current = new Map<string, MirrorRow>()
  /** By number; a row that another one has replaced is left in it until there are many. */
  #ordered: MirrorRow[] = []
  #sequence = 0
  readonly #turn = new OneAtATime()

  constructor(context: HubContext) {
    this.#context = context
  }

  /** Reads what was written since; costs by change, and the first time a list. */
  refresh(): Promise<void> {
    return this.#turn.run(async () => {
      while (await this.#readPage()) await turnOfOthers()
      this.#forgetEnded()
    })
  }

  /** Every lease whose end is to come, by number. */
  standing(): { readonly listed: readonly MirrorRow[]; readonly former: readonly MirrorRow[] } {
    const nowMs = this.#context.clock.nowMs()
    const standing = this.#ordered.filter((row) => this.#isHeld(row) && row.endsAtMs > nowMs)
    return {
      listed: standing.filter((row) => this.#isCurrent(row)),
      former: standing.filter((row) => !this.#isCurrent(row)),
    }
  }

  /** Changes behind a version, oldest first. */
  changesSince(version: number, countMax: number): readonly MirrorRow[] {
    const changes: MirrorRow[] = []
    for (let index = firstBehind(this.#ordered, version); index < this.#ordered.length; index++) {
      const row = this.#ordered[index]!
      if (this.#isHeld(row) && this.#isCurrent(row)) changes.push(row)
      if (changes.length >= countMax) break
    }
    return changes
  }

  current(warningId: string): MirrorRow | undefined {
    return this.#current.get(warningId)
  }

  async #readPage(): Promise<boolean> {
    const found = await this.#context.db
      .selectFrom('hub_list')
      .selectAll()
      .where('sequence', '>', this.#sequence)
      .orderBy('sequence')
      .limit(READ_PAGE)
      .execute()
    for (const row of found) {
      const mirrored = new MirrorRow({
        warning: row.warning,
        sequence: row.sequence,
        firstSequence: row.first_sequence,
        addedUs: row.added_us,
        onlyMember: row.only_member,
      })
      this.#rows.set(mirrored.key, mirrored)
      if (!row.is_former) this.#current.set(row.warning_id, mirrored)
      this.#ordered.push(mirrored)
      this.#sequence = row.sequence
    }
    return found.length === READ_PAGE
  }

  #forgetEnded(): void {
    if (this.#ordered.length <= KEPT_AFTER_END_COUNT * this.#rows.size + PAGE) return
    const boundMs = this.#context.clock.nowMs() - KEPT_AFTER_END_MS
    this.#ordered = this.#ordered.filter((row) => {
      if (!this.#isHeld(row)) return false
      if (row.endsAtMs > boundMs) return true
      this.#rows.delete(row.key)
      if (this.#isCurrent(row)) this.#current.delete(row.warning.id)
      return false
    })
  }

  #isHeld(row: MirrorRow): boolean {
    return this.#rows.get(row.key) === row
  }

  #isCurrent(row: MirrorRow): boolean {
    return this.#current.get(row.warning.id) === row
  }
}

/** One lease as the hub lists it, and as it is written into documents. */
export class MirrorRow implements ListRow {
  readonly warning: Warning
  readonly sequence: number
  readonly firstSequence: number
  readonly addedUs: number
  readonly onlyMember: string | null
  readonly endsAtMs: number
  #text: string | undefined
  #shortText: string | undefined

  constructor({ warning, sequence, firstSequence, addedUs, onlyMember }: ListRow) {
    this.warning = warning
    this.sequence = sequence
    this.firstSequence = firstSequence
    this.addedUs = addedUs
    this.onlyMember = onlyMember
    this.endsAtMs = Date.parse(warning.validUntil)
  }

  get key(): string {
    return `${this.warning.id} ${this.warning.validFrom}`
  }

  /** Canonical. */
  get text(): string {
    this.#text ??= canonicalJson(this.warning)
    return this.#text
  }

  /** Of a copy whose lease ends an hour earlier (watermark.ts). */
  get shortText(): string {
    const validUntil = wholeHour(this.endsAtMs - HOUR_MS)
    this.#shortText ??= canonicalJson({ ...this.warning, validUntil })
    return this.#shortText
  }
}

/** Whatever waits is done before this goes on. */
export const turnOfOthers = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function firstBehind(ordered: readonly { readonly sequence: number }[], version: number): number {
  let [low, high] = [0, ordered.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ordered[middle]!.sequence > version) high = middle
    else low = middle + 1
  }
  return low
}
