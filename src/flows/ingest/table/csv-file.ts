import type { TextWindow } from '../source/text-window.ts'
import { nextCsvRecord } from './csv-record.ts'
import { FieldTable } from './field-table.ts'
import { Header } from './header.ts'
import type { RowIntake } from './row-intake.ts'
import type { RowParser } from './row-parser.ts'

/**
 * Reads a CSV file with a header line (RFC 4180): the canonical columns, or those of Argus.
 * @param bind makes the parser for the columns that the header names
 * @param onChunk called after every chunk of the file
 * @throws IngestError
 */
export async function readCsvFile(
  path: string,
  window: TextWindow,
  intake: RowIntake,
  bind: (header: Header) => RowParser,
  onChunk: () => void,
): Promise<void> {
  const fields = new FieldTable()
  let header: Header | undefined
  let parser: RowParser | undefined
  while (await window.fill()) {
    for (;;) {
      const line = window.line + 1
      try {
        if (!nextCsvRecord(window, fields)) break
      } catch (problem) {
        intake.refuse(problem, line)
        continue
      }
      if (isBlank(fields)) continue
      if (!header || !parser) {
        header = new Header(fieldNames(fields), `${path}:${line}`)
        parser = bind(header)
        continue
      }
      if (fields.count !== header.names.length) {
        intake.refuseFieldCount(fields, header.names.length, line)
        continue
      }
      if (intake.writer.isFull) await intake.writer.flush()
      intake.take(parser, fields, line)
    }
    onChunk()
  }
  if (window.start < window.end)
    throw intake.error('QUOTE_INVALID', window.line + 1, 'a quotation mark is not closed')
  if (!header) throw intake.error('HEADER_INVALID', 1, 'there is no header line')
}

function isBlank(fields: FieldTable): boolean {
  return fields.count === 1 && fields.starts[0] === fields.ends[0]
}

function fieldNames(fields: FieldTable): string[] {
  const held = Math.min(fields.count, fields.starts.length)
  const names = Array.from({ length: held }, (_, index) => fields.text(index).trim())
  // Names past the limit are not held, and the header is refused for their number.
  return fields.count > held ? [...names, ...Array(fields.count - held).fill('')] : names
}
