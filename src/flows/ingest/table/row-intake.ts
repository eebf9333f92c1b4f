import { ADDRESS_OCTETS, parseAddress } from '../../../core/address.ts'
import { IngestError, type IngestErrorCode } from '../errors.ts'
import type { IngestOptions } from '../ingest-options.ts'
import { FlowDraft } from '../sink/flow-draft.ts'
import type { FlowWriter } from '../sink/flow-writer.ts'
import { FieldProblem } from './field-problem.ts'
import type { FieldTable } from './field-table.ts'
import type { RowParser } from './row-parser.ts'

/** Takes rows one by one: to the writer, to the counts of what was skipped, or to an error. */
export class RowIntake {
  readonly writer: FlowWriter
  readonly skipped = new Map<string, number>()
  readonly #where: (row: number) => string
  readonly #isLenient: boolean
  readonly #samplingInterval: number
  readonly #exporter: Uint8Array
  readonly #draft = new FlowDraft()

  /** @param where what a message about a row begins with: `flows.csv:17` */
  constructor(writer: FlowWriter, options: IngestOptions, where: (row: number) => string) {
    this.writer = writer
    this.#where = where
    this.#isLenient = options.onBadRow === 'skip'
    this.#samplingInterval = options.samplingInterval ?? 1
    this.#exporter = exporterOctets(options.exporter)
  }

  /** Needs room in the writer. @throws IngestError for a bad row, unless bad rows are skipped */
  take(parser: RowParser, fields: FieldTable, row: number): void {
    const draft = this.#draft
    draft.samplingInterval = this.#samplingInterval
    draft.exporter.set(this.#exporter)
    draft.isInitiatorKnown = true
    try {
      const skipReason = parser.parse(fields, draft)
      if (skipReason === undefined) this.writer.append(draft)
      else this.count(skipReason)
    } catch (problem) {
      this.refuse(problem, row)
    }
  }

  /** What to do with a row that cannot be read: counted, or the end of the file. */
  refuse(problem: unknown, row: number): void {
    if (!(problem instanceof FieldProblem)) throw problem
    // Past a line that is too long nobody knows where the next row begins.
    if (!this.#isLenient || problem.code === 'LINE_TOO_LONG')
      throw this.error(problem.code, row, problem.message)
    this.count(problem.code)
  }

  refuseFieldCount(fields: FieldTable, expected: number, row: number): void {
    const noun = fields.count === 1 ? 'field' : 'fields'
    const message = `${fields.count} ${noun} where the header names ${expected}`
    this.refuse(new FieldProblem('FIELD_COUNT_INVALID', message), row)
  }

  error(code: IngestErrorCode, row: number, message: string): IngestError {
    return new IngestError(code, `${this.#where(row)}: ${message}`)
  }

  count(code: string, count = 1): void {
    this.skipped.set(code, (this.skipped.get(code) ?? 0) + count)
  }

  get skippedCount(): number {
    let sum = 0
    for (const count of this.skipped.values()) sum += count
    return sum
  }
}

/** The caller's own option, so a malformed one is a broken promise of the caller. */
function exporterOctets(exporter: string | undefined): Uint8Array {
  if (exporter === undefined) return new Uint8Array(ADDRESS_OCTETS)
  const octets = parseAddress(exporter)
  if (!octets) throw new TypeError(`exporter is not an address: ${exporter}`)
  return octets
}
