import { gunzipSync } from 'node:zlib'
import { ListError } from './errors.ts'
import type { ColumnMapping } from './formats/columns.ts'
import { isCsvHeader, readCsv } from './formats/csv.ts'
import { readJsonLines, readJsonRecords, recordsIn } from './formats/json-records.ts'
import { mispEventIn, readMispEvent } from './formats/misp-event.ts'
import { readWarninglist, warninglistIn } from './formats/misp-warninglist.ts'
import { readPlain } from './formats/plain.ts'
import { isStixBundle, readStixBundle } from './formats/stix-bundle.ts'
import { commentOf, textLines } from './formats/text-lines.ts'
import { LIST_OCTETS_MAX } from './limits.ts'
import type { ListFormat } from './list-format.ts'
import { ListReading, type ReadingRules } from './list-reading.ts'
import type { ParsedList } from './listed-entry.ts'
import { readTarget } from './target.ts'

export type DocumentOptions = ReadingRules & {
  /** What a person says it is; recognised by its content when left out. */
  readonly format?: ListFormat | undefined
  readonly columns?: ColumnMapping | undefined
}

export type ReadDocument = { readonly format: ListFormat; readonly list: ParsedList }

/** One document → entries. Pure: the same octets give the same answer. Throws `ListError`. */
export function readDocument(octets: Uint8Array, options: DocumentOptions): ReadDocument {
  const text = textOf(octets)
  const recognised = options.format ? { format: options.format } : recognise(text)
  const reading = new ListReading(options)
  const parts = readAs(recognised, text, reading, options)
  const list = reading.finish(parts)
  if (list.lineCount === 0) throw new ListError('LIST_EMPTY', 'the document lists nothing')
  return { format: recognised.format, list }
}

/** A format, and the document where it had to be parsed to tell. */
type Recognised = { readonly format: ListFormat; readonly document?: unknown }

/** Answers the parts that were read, where the format has parts. */
function readAs(
  { format, document: parsed }: Recognised,
  text: string,
  reading: ListReading,
  { columns, listKind }: DocumentOptions,
): readonly string[] | null {
  if (format === 'plain') readPlain(text, reading)
  else if (format === 'csv') readCsv(text, reading, columns)
  else if (format === 'json-lines') readJsonLines(text, reading, columns)
  else if (format === 'parquet' || format === 'misp-feed')
    throw new ListError('LIST_FORMAT_UNKNOWN', `${format} is not one document`)
  else {
    const document = parsed === undefined ? jsonOf(text) : parsed
    if (format === 'stix') {
      if (!isStixBundle(document)) throw unlike('a STIX bundle')
      readStixBundle(document.objects, reading)
    } else if (format === 'misp-event') {
      const event = mispEventIn(document)
      if (!event) throw unlike('a MISP event')
      readMispEvent(event, reading)
      return [String(event['uuid']).toLowerCase()]
    } else if (format === 'misp-warninglist') {
      const warninglist = warninglistIn(document)
      if (!warninglist) throw unlike('a MISP warninglist')
      // Its entries are clouds, resolvers and mail servers: as a reputation list they would accuse everybody.
      if (listKind !== 'known-good')
        throw new ListError(
          'LIST_KIND_MISMATCH',
          'a MISP warninglist names what is known to be good; import it with --kind known-good',
        )
      readWarninglist(warninglist, reading)
    } else {
      const records = recordsIn(document)
      if (!records) throw unlike('a list of records')
      readJsonRecords(records, reading, columns)
    }
  }
  return null
}

/** Lines that are looked at to recognise a text. */
const SAMPLE_LINE_COUNT = 50

function recognise(text: string): Recognised {
  const first = text.trimStart()[0]
  if (first === '{' || first === '[') {
    const recognised = recogniseJson(text)
    if (recognised) return recognised
  }
  const lines: string[] = []
  for (const { text: line } of textLines(text)) {
    lines.push(line)
    if (lines.length >= SAMPLE_LINE_COUNT) break
  }
  if (lines.length === 0) throw new ListError('LIST_EMPTY', 'the document is empty')
  const content = lines.filter((line) => commentOf(line) === undefined)
  const isTarget = (line: string): boolean =>
    readTarget(line.split(/[\s,;]/)[0] ?? '').kind !== 'invalid' || line.startsWith('/')
  const [top = ''] = content
  if (isCsvHeader(top)) return { format: 'csv' }
  const comments = lines.map(commentOf).filter((comment) => comment !== undefined)
  if (
    /[,;\t]/.test(top) &&
    comments.some((comment) => /[,;\t]/.test(comment) && isCsvHeader(comment))
  )
    return { format: 'csv' }
  if (content.filter(isTarget).length * 2 >= content.length) return { format: 'plain' }
  throw new ListError(
    'LIST_FORMAT_UNKNOWN',
    'the content is no list that is recognised; state the format with --format, and columns with --column',
  )
}

function recogniseJson(text: string): Recognised | undefined {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    const [line] = textLines(text.slice(0, 10_000))
    return line?.text.startsWith('{') && isJson(line.text) ? { format: 'json-lines' } : undefined
  }
  if (isStixBundle(document)) return { format: 'stix', document }
  if (warninglistIn(document)) return { format: 'misp-warninglist', document }
  if (mispEventIn(document)) return { format: 'misp-event', document }
  if (recordsIn(document)) return { format: 'json', document }
  return text.includes('\n') ? undefined : { format: 'json-lines' }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ListError(
      'LIST_UNREADABLE',
      `the document is not JSON: ${(cause as Error).message}`,
      {
        cause,
      },
    )
  }
}

function textOf(octets: Uint8Array): string {
  if (octets.length > LIST_OCTETS_MAX) throw tooLarge()
  const plain = octets[0] === 0x1f && octets[1] === 0x8b ? gunzipped(octets) : octets
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plain)
  } catch (cause) {
    throw new ListError('LIST_UNREADABLE', 'the document is not UTF-8 text', { cause })
  }
}

function gunzipped(octets: Uint8Array): Uint8Array {
  try {
    return gunzipSync(octets, { maxOutputLength: LIST_OCTETS_MAX })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge()
    throw new ListError('LIST_UNREADABLE', 'the gzip data are damaged', { cause })
  }
}

const tooLarge = (): ListError =>
  new ListError('LIST_TOO_LARGE', `the document has more than ${LIST_OCTETS_MAX / 2 ** 20} MiB`)

const unlike = (what: string): ListError =>
  new ListError('LIST_UNREADABLE', `the document is not ${what}`)
