import { setImmediate } from 'node:timers/promises'
import { type Agreement, agreementDraft, readSubscriber, withdrawalDraft } from '../answer.ts'
import { type Assignment, assignmentDrafts } from '../assignment.ts'
import type { ConsentBook } from '../book.ts'
import { ConsentError, type ConsentErrorCode } from '../errors.ts'
import type { ConsentDraft } from '../event.ts'
import type { ConsentLedger } from '../ledger.ts'
import { LineIndex } from '../line-index.ts'
import { type LinePlace, readLinePlace } from '../line-prefix.ts'
import { type RowFault, type RowFaultCode, RowRefusal } from './faults.ts'
import { type ConsentRow, readRows } from './read-rows.ts'

export type ImportOptions = {
  readonly actor: string
  /** Says what would be, and records nothing. */
  readonly isDryRun: boolean
  readonly onProgress?: (done: number, total: number) => void
}

/** What a file did, or would do. Without a fault all of it was recorded; with one, nothing. */
export type ImportReport = {
  readonly rows: number
  readonly isRecorded: boolean
  readonly granted: number
  readonly withdrawn: number
  /** Subscribers whose addresses change, those included who lose one to somebody in the file. */
  readonly lineChanges: number
  /** Rows that say what is known already. */
  readonly unchanged: number
  /** Rows with a yes that a later no of the subscriber outweighs: the no stands. */
  readonly keptWithdrawn: number
  readonly faultCount: number
  /** The first of them. */
  readonly faults: readonly RowFault[]
}

export const FAULTS_SHOWN_MAX = 100
/** Between two of these everybody else has a turn. */
const ROWS_AT_ONCE = 2_000

/** Throws `ConsentError` CONSENT_FILE_INVALID. */
export async function importConsent(
  ledger: Pick<ConsentLedger, 'recordAll'>,
  text: string,
  options: ImportOptions,
): Promise<ImportReport> {
  let reading: FileReading | undefined
  let total = 0
  // Reading is the first half of it, writing down the second.
  const say = (half: 0 | 1, share: number): void =>
    options.onProgress?.(Math.round((half + share) * total), 2 * total)
  await ledger.recordAll(
    async (book, nowMs) => {
      const { rows, faults } = readRows(text, nowMs)
      total = rows.length
      reading = new FileReading(book, nowMs, options, faults)
      for (const [index, row] of rows.entries()) {
        reading.take(row)
        if (index % ROWS_AT_ONCE !== 0) continue
        say(0, index / total)
        await setImmediate()
      }
      return reading.drafts()
    },
    (done, of) => say(1, done / of),
  )
  say(1, 1)
  return reading!.report()
}

/** Which fault of a row an error of the ledger is. */
const FAULT_OF: Partial<Record<ConsentErrorCode, RowFaultCode>> = {
  SUBSCRIBER_INVALID: 'SUBSCRIBER',
  SUBSCRIBER_GONE: 'GONE',
  TERMS_NOT_FOUND: 'TERMS',
  TERMS_OUTDATED: 'TERMS_OUTDATED',
  LINE_INVALID: 'PREFIXES',
  LINE_OUTDATED: 'PREFIX_OUTDATED',
}

class FileReading {
  readonly #book: ConsentBook
  readonly #nowMs: number
  readonly #options: ImportOptions
  readonly #faults: RowFault[]
  readonly #answers: ConsentDraft[] = []
  readonly #answered = new Set<string>()
  readonly #assignments = new Map<string, Assignment>()
  readonly #claims = new LineIndex()
  #rows = 0
  #unchanged = 0
  #keptWithdrawn = 0
  #lineDrafts: readonly ConsentDraft[] = []

  constructor(
    book: ConsentBook,
    nowMs: number,
    options: ImportOptions,
    faults: readonly RowFault[],
  ) {
    this.#book = book
    this.#nowMs = nowMs
    this.#options = options
    this.#faults = [...faults]
  }

  take(row: ConsentRow): void {
    this.#rows++
    try {
      const subscriber = readSubscriber(row.subscriber)
      if (row.prefixes.length > 0) this.#takeLine(row, subscriber)
      if (row.answer) this.#takeAnswer(row, row.answer, subscriber)
    } catch (error) {
      const code =
        error instanceof RowRefusal
          ? error.code
          : error instanceof ConsentError
            ? FAULT_OF[error.code]
            : undefined
      if (!code) throw error
      this.#faults.push({ line: row.line, code })
    }
  }

  /** Nothing where anything is wrong, or where only the report is wanted. */
  drafts(): readonly ConsentDraft[] {
    if (this.#faults.length === 0)
      this.#lineDrafts = assignmentDrafts(this.#book, [...this.#assignments.values()], this.#nowMs)
    const isKept = this.#faults.length === 0 && !this.#options.isDryRun
    return isKept ? [...this.#lineDrafts, ...this.#answers] : []
  }

  report(): ImportReport {
    const count = (kind: string): number =>
      this.#answers.filter(({ fact }) => fact.kind === kind).length
    return {
      rows: this.#rows,
      isRecorded: this.#faults.length === 0 && !this.#options.isDryRun,
      granted: count('granted'),
      withdrawn: count('withdrawn'),
      lineChanges: new Set(this.#lineDrafts.map(({ subscriber }) => subscriber)).size,
      unchanged: this.#unchanged,
      keptWithdrawn: this.#keptWithdrawn,
      faultCount: this.#faults.length,
      faults: this.#faults
        .toSorted((one, other) => one.line - other.line)
        .slice(0, FAULTS_SHOWN_MAX),
    }
  }

  #takeLine({ prefixes: texts, channel }: ConsentRow, subscriber: string): void {
    const places = texts.map((text) => readLinePlace(text))
    const prefixes = places.map((place) => place?.text ?? '').sort()
    const before = this.#assignments.get(subscriber)
    if (before) {
      if (before.prefixes.join() !== prefixes.join()) throw new RowRefusal('PREFIXES_DIFFER')
      return
    }
    const { actor } = this.#options
    const assignment = { subscriber, channel, actor, prefixes: texts }
    // By itself first, for what is wrong with this row alone.
    assignmentDrafts(this.#book, [assignment], this.#nowMs)
    for (const { text, place } of places as LinePlace[]) {
      if (this.#claims.overlapping(place).length > 0) throw new RowRefusal('PREFIX_TWICE')
      this.#claims.set(text, subscriber, place)
    }
    this.#assignments.set(subscriber, { ...assignment, prefixes })
  }

  /** A yes without a date is no later than any no that is recorded. */
  #yes(agreement: Agreement): ConsentDraft | null {
    const { answers } = this.#book.standing(agreement.subscriber)
    const isRefused = answers.get(agreement.scope)?.kind === 'withdrawn'
    const saidAtMs = agreement.saidAtMs ?? (isRefused ? 0 : this.#nowMs)
    return agreementDraft(this.#book, { ...agreement, saidAtMs }, this.#nowMs)
  }

  #takeAnswer(
    row: ConsentRow,
    { scope, isYes }: NonNullable<ConsentRow['answer']>,
    subscriber: string,
  ) {
    const { channel, language, terms, saidAtMs } = row
    const key = `${subscriber} ${scope}`
    if (this.#answered.has(key)) throw new RowRefusal('ANSWER_TWICE')
    this.#answered.add(key)
    const by = { subscriber, channel, actor: this.#options.actor, scope }
    try {
      const draft = isYes
        ? this.#yes({ ...by, language, terms, saidAtMs })
        : withdrawalDraft(this.#book, by)
      if (draft) this.#answers.push(draft)
      else this.#unchanged++
    } catch (error) {
      if (!(error instanceof ConsentError) || error.code !== 'GRANT_OLDER_THAN_WITHDRAWAL')
        throw error
      this.#keptWithdrawn++
    }
  }
}
