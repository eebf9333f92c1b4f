import type { Language } from '../../../core/bilingual.ts'
import { csvCells, delimiterOf } from '../../../core/csv-cells.ts'
import { ConsentError } from '../errors.ts'
import { CHANNELS, type Channel } from '../event.ts'
import { CONSENT_SCOPES, type ConsentScope } from '../scopes.ts'
import { type RowFault, RowRefusal } from './faults.ts'

/** What one line of a file says; what it leaves out is undefined. */
export type ConsentRow = {
  readonly line: number
  readonly subscriber: string
  readonly prefixes: readonly string[]
  readonly answer?: { readonly scope: ConsentScope; readonly isYes: boolean }
  readonly terms?: string
  readonly language: Language
  readonly channel: Channel
  readonly saidAtMs?: number
}

export type ReadRows = {
  readonly rows: readonly ConsentRow[]
  readonly faults: readonly RowFault[]
}

/** A million lines of sixty octets; a carrier with more imports by region. */
export const FILE_LENGTH_MAX = 64 * 2 ** 20

const COLUMNS = {
  subscriber: ['subscriber', 'line', '加入者', '加入者番号', '回線番号'],
  prefixes: ['prefixes', 'prefix', 'address', 'addresses', 'アドレス', 'プレフィックス'],
  scope: ['scope', '種別'],
  answer: ['answer', 'agreed', '回答', '同意'],
  terms: ['terms', '文面', '規約'],
  language: ['language', '言語'],
  channel: ['channel', '経路'],
  said: ['said_at', 'agreed_at', '回答日時', '日時'],
} as const
type Column = keyof typeof COLUMNS

const YES = new Set(['yes', 'y', 'true', '1', 'はい', '同意', '同意する'])
const NO = new Set(['no', 'n', 'false', '0', 'いいえ', '撤回', '同意しない'])

/** Throws `ConsentError` CONSENT_FILE_INVALID where no line could be understood. */
export function readRows(text: string, nowMs: number): ReadRows {
  if (text.length > FILE_LENGTH_MAX)
    throw new ConsentError('CONSENT_FILE_INVALID', 'the file is larger than 64 MiB')
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)
  const delimiter = delimiterOf(lines[0] ?? '')
  const header = csvCells(lines[0] ?? '', delimiter) ?? []
  const columns = columnsOf(header)
  const rows: ConsentRow[] = []
  const faults: RowFault[] = []
  for (const [index, content] of lines.entries()) {
    if (index === 0 || content.trim() === '') continue
    const line = index + 1
    try {
      const cells = csvCells(content, delimiter)
      if (cells?.length !== header.length) throw new RowRefusal('CELLS')
      rows.push(readRow(line, (column) => cells[columns.get(column) ?? -1]?.trim() ?? '', nowMs))
    } catch (error) {
      if (!(error instanceof RowRefusal)) throw error
      faults.push({ line, code: error.code })
    }
  }
  return { rows, faults }
}

function columnsOf(header: readonly string[]): Map<Column, number> {
  const names = header.map((name) => name.toLowerCase().trim())
  const columns = new Map<Column, number>()
  for (const [column, spellings] of Object.entries(COLUMNS)) {
    const index = names.findIndex((name) => (spellings as readonly string[]).includes(name))
    if (index >= 0) columns.set(column as Column, index)
  }
  const isEnough =
    columns.has('subscriber') &&
    (columns.has('prefixes') || (columns.has('scope') && columns.has('answer')))
  if (!isEnough)
    throw new ConsentError(
      'CONSENT_FILE_INVALID',
      'the first line names the columns: subscriber, and prefixes or scope and answer',
    )
  return columns
}

function readRow(line: number, cell: (column: Column) => string, nowMs: number): ConsentRow {
  const prefixes = cell('prefixes')
    .split(/[\s;|]+/)
    .filter((text) => text !== '')
  const scope = cell('scope')
  const answer = cell('answer').toLowerCase()
  if (prefixes.length === 0 && answer === '') throw new RowRefusal('NOTHING')
  const terms = cell('terms')
  const said = cell('said')
  return {
    line,
    subscriber: cell('subscriber'),
    prefixes,
    ...(answer === '' ? {} : { answer: { scope: scopeOf(scope), isYes: isYes(answer) } }),
    ...(terms === '' ? {} : { terms }),
    language: oneOf(['ja', 'en'], cell('language').toLowerCase() || 'ja', 'LANGUAGE'),
    channel: channelOf(cell('channel').toLowerCase() || 'csv'),
    ...(said === '' ? {} : { saidAtMs: instantOf(said, nowMs) }),
  }
}

const scopeOf = (text: string): ConsentScope => oneOf(CONSENT_SCOPES, text.toLowerCase(), 'SCOPE')

/** Who uploads a file was not at the subscriber's own page. */
function channelOf(text: string): Channel {
  const channel = oneOf(CHANNELS, text, 'CHANNEL')
  if (channel === 'page') throw new RowRefusal('CHANNEL')
  return channel
}

function isYes(answer: string): boolean {
  if (YES.has(answer)) return true
  if (NO.has(answer)) return false
  throw new RowRefusal('ANSWER')
}

function oneOf<Word extends string>(
  words: readonly Word[],
  text: string,
  code: 'SCOPE' | 'LANGUAGE' | 'CHANNEL',
): Word {
  const found = words.find((word) => word === text)
  if (!found) throw new RowRefusal(code)
  return found
}

const INSTANT =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/

/** A date alone is the beginning of that day in Japan, so that a no of the same day outweighs it; without a zone a time of day would be anybody's. */
function instantOf(text: string, nowMs: number): number {
  const value = INSTANT.test(text)
    ? Date.parse(text.length === 10 ? `${text}T00:00:00+09:00` : text.replace(' ', 'T'))
    : Number.NaN
  if (Number.isNaN(value) || value > nowMs) throw new RowRefusal('INSTANT')
  return value
}
