import type { TextWindow } from '../source/text-window.ts'
import { FieldProblem } from '../table/field-problem.ts'
import { FieldTable } from '../table/field-table.ts'
import { Header } from '../table/header.ts'
import type { RowIntake } from '../table/row-intake.ts'
import { type ZeekHeader, ZeekHeaderReader } from './zeek-header.ts'
import { loadZeekJson } from './zeek-json.ts'
import { ZEEK_FIELDS, ZeekRowParser } from './zeek-row.ts'

const HASH = 0x23
const BRACE = 0x7b

/**
 * Reads Zeek's conn.log: lines under `#fields`, also labelled, or one JSON object per line.
 * @throws IngestError
 */
export async function readZeekFile(
  path: string,
  window: TextWindow,
  intake: RowIntake,
  onChunk: () => void,
): Promise<void> {
  const lines = new ZeekLines(path, window, intake)
  while (await window.fill()) {
    while (window.nextLine()) {
      if (intake.writer.isFull) await intake.writer.flush()
      lines.take()
    }
    onChunk()
  }
  lines.end()
}

class ZeekLines {
  readonly #path: string
  readonly #window: TextWindow
  readonly #intake: RowIntake
  readonly #fields = new FieldTable()
  readonly #headerReader = new ZeekHeaderReader()
  readonly #jsonFields = new FieldTable()
  #header: ZeekHeader | undefined
  #parser: ZeekRowParser | undefined
  #jsonParser: ZeekRowParser | undefined

  constructor(path: string, window: TextWindow, intake: RowIntake) {
    this.#path = path
    this.#window = window
    this.#intake = intake
  }

  take(): void {
    const { bytes, lineStart, lineEnd, line } = this.#window
    if (lineStart === lineEnd) return
    if (bytes[lineStart] === HASH) this.#takeHeaderLine()
    else if (bytes[lineStart] === BRACE) this.#takeJson(line)
    else this.#takeFields(line)
  }

  end(): void {
    if (!this.#parser && !this.#jsonParser)
      throw this.#intake.error('HEADER_INVALID', this.#window.line, 'there is no #fields line')
  }

  #takeHeaderLine(): void {
    const { line } = this.#window
    try {
      this.#headerReader.read(this.#window.lineText())
    } catch (problem) {
      if (!(problem instanceof FieldProblem)) throw problem
      // Without its header nothing of a log can be read, so this is never skipped.
      throw this.#intake.error(problem.code, line, problem.message)
    }
    const header = this.#headerReader.header
    if (!header || header === this.#header) return
    this.#header = header
    this.#parser = new ZeekRowParser(
      new Header(header.names, `${this.#path}:${line}`),
      header.unset,
    )
  }

  #takeFields(line: number): void {
    const { bytes, lineStart, lineEnd } = this.#window
    if (!this.#header || !this.#parser)
      throw this.#intake.error('HEADER_INVALID', line, 'there is no #fields line before this one')
    this.#fields.split(bytes, lineStart, lineEnd, this.#header.separator)
    if (this.#header.fieldCounts.includes(this.#fields.count))
      this.#intake.take(this.#parser, this.#fields, line)
    else this.#intake.refuseFieldCount(this.#fields, this.#header.fieldCounts[0]!, line)
  }

  #takeJson(line: number): void {
    this.#jsonParser ??= new ZeekRowParser(new Header(ZEEK_FIELDS, `${this.#path}:${line}`), '')
    try {
      loadZeekJson(this.#window.lineText(), this.#jsonFields)
    } catch (problem) {
      this.#intake.refuse(problem, line)
      return
    }
    this.#intake.take(this.#jsonParser, this.#jsonFields, line)
  }
}
