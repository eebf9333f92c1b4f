import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { type Listed, stixId } from '../warning/faces/index.ts'
import { canonicalJson } from '../warning/trust/canonical-json.ts'
import type { Warning } from '../warning/warning.ts'
import { wholeHour } from '../warning/whole-time.ts'
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
  /** Ids of the endpoints of an address that are in `#current`. */
  readonly #onAddress = new Map<string, Set<string>>()
  /** By number, and so by time of adding; a row that another one has replaced stays until there are many. */
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
    for (
      let index = firstBehind(this.#ordered, version, (row) => row.sequence);
      index < this.#ordered.length;
      index++
    ) {
      const row = this.#ordered[index]!
      if (this.#isHeld(row) && this.#isCurrent(row)) changes.push(row)
      if (changes.length >= countMax) break
    }
    return changes
  }

  /** Leases behind a microsecond whose end is to come, oldest first; to be walked over slowly, in turns. */
  *addedAfter(microsecond: number): Generator<MirrorRow> {
    const nowMs = this.#context.clock.nowMs()
    const ordered = this.#ordered
    let index = firstBehind(ordered, microsecond, (row) => row.addedUs)
    for (; index < ordered.length; index++) {
      const row = ordered[index]!
      if (this.#isHeld(row) && row.endsAtMs > nowMs) yield row
    }
  }

  /** What is said of an address now, ended or not. */
  onAddress(address: string): readonly MirrorRow[] {
    const ids = this.#onAddress.get(address) ?? []
    return [...ids].map((id) => this.#current.get(id)!)
  }

  /** Leases that are held in memory, ended ones for a while as well. */
  get length(): number {
    return this.#rows.size
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
      if (!row.is_former) this.#setCurrent(mirrored)
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
      if (this.#isCurrent(row)) this.#dropCurrent(row.warning)
      return false
    })
  }

  #setCurrent(row: MirrorRow): void {
    const { id, address } = row.warning
    this.#current.set(id, row)
    const ids = this.#onAddress.get(address)
    if (ids) ids.add(id)
    else this.#onAddress.set(address, new Set([id]))
  }

  #dropCurrent({ id, address }: Warning): void {
    this.#current.delete(id)
    const ids = this.#onAddress.get(address)
    ids?.delete(id)
    if (ids?.size === 0) this.#onAddress.delete(address)
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
  #stixId: string | undefined

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

  get stixId(): string {
    this.#stixId ??= stixId(this.warning)
    return this.#stixId
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

function firstBehind<Row>(
  ordered: readonly Row[],
  bound: number,
  numberOf: (row: Row) => number,
): number {
  let [low, high] = [0, ordered.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (numberOf(ordered[middle]!) > bound) high = middle
    else low = middle + 1
  }
  return low
}
