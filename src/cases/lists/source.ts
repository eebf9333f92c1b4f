import { ENDPOINT_KINDS, type EndpointKind } from '../../core/endpoint-kind.ts'
import { ListError } from './errors.ts'
import { COLUMN_ROLES, type ColumnMapping } from './formats/columns.ts'
import { isListFormat, type ListFormat } from './list-format.ts'
import type { ListKind } from './list-reading.ts'

/** What a person states about a list. */
export type ListStatement = {
  readonly kind: ListKind
  /** Licence or terms of use, in a few words; who passes a list on must know them. */
  readonly terms: string
  readonly contact: string | null
  /** https; null: files are brought by hand. */
  readonly url: string | null
  /** null: recognised each time. */
  readonly format: ListFormat | null
  readonly columns: ColumnMapping
  /** 0 to 1: of how many of its entries a person here would say "yes, that is one". */
  readonly reliability: number
  /** Days after which an entry that nobody verified counts half. */
  readonly halfLifeDays: number
  /** What an entry is whose own words say nothing. */
  readonly defaultKind: EndpointKind
  /** Name shared by lists that copy each other: together they are one voice. Null: a voice of its own. */
  readonly origin: string | null
  /** Whether being on the list means that its publisher saw it alive when the list was made. */
  readonly isVerifying: boolean
  /** Whether an import brings the whole list; else only what is new, and nothing is removed by absence. */
  readonly isComplete: boolean
  /** Null: only when asked. */
  readonly refreshSeconds: number | null
  /** Of a known-good list: why, where an entry does not say, and for how long after each import. */
  readonly reason: string | null
  readonly validDays: number | null
}

export const STATEMENT_DEFAULTS: ListStatement = {
  kind: 'reputation',
  terms: 'not stated',
  contact: null,
  url: null,
  format: null,
  columns: {},
  reliability: 0.5,
  halfLifeDays: 14,
  defaultKind: 'unknown',
  origin: null,
  isVerifying: false,
  isComplete: true,
  refreshSeconds: null,
  reason: null,
  validDays: null,
}

/** A list as it stands. */
export type ListSource = ListStatement & {
  readonly name: string
  readonly createdAtMs: number
  readonly changedAtMs: number
  readonly removedAtMs: number | null
  /** Newest import, or newest answer that nothing had changed. */
  readonly verifiedAtMs: number | null
  readonly triedAtMs: number | null
  /** Code of the newest attempt when it failed. */
  readonly failure: string | null
  readonly failureCount: number
  readonly entryCount: number
  readonly listedCount: number
}

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/
/** More often would be a burden on those who give lists away; abuse.ch asks for 5 minutes. */
const REFRESH_SECONDS_MIN = 300
const REFRESH_SECONDS_MAX = 366 * 86_400
const DAYS_MAX = 3_660
const TEXT_LENGTH_MAX = 500

/** Throws `ListError` LIST_SOURCE_INVALID, naming what is out of bounds. */
export function assertSource(name: string, statement: ListStatement): void {
  const wrong = mistakeIn(name, statement)
  if (wrong) throw new ListError('LIST_SOURCE_INVALID', wrong)
}

function mistakeIn(name: string, statement: ListStatement): string | undefined {
  const { reliability, halfLifeDays, refreshSeconds, validDays, url } = statement
  const texts = [statement.terms, statement.contact, statement.origin, statement.reason, url]
  if (!NAME.test(name))
    return `a source is named with a-z, 0-9, dot, hyphen and underscore, 64 at most; "${name.slice(0, 80)}" is not`
  if (!(reliability >= 0 && reliability <= 1)) return 'reliability is from 0 to 1'
  if (!(halfLifeDays > 0 && halfLifeDays <= DAYS_MAX)) return `half-life is up to ${DAYS_MAX} days`
  if (validDays !== null && !(validDays > 0 && validDays <= DAYS_MAX))
    return `validity is up to ${DAYS_MAX} days`
  if (!ENDPOINT_KINDS.includes(statement.defaultKind)) return 'the default kind is unknown'
  if (statement.format !== null && !isListFormat(statement.format)) return 'the format is unknown'
  if (
    refreshSeconds !== null &&
    !(refreshSeconds >= REFRESH_SECONDS_MIN && refreshSeconds <= REFRESH_SECONDS_MAX)
  )
    return `a list is refreshed at most every ${REFRESH_SECONDS_MIN} seconds`
  if (refreshSeconds !== null && url === null) return 'a list without a URL cannot be refreshed'
  if (statement.terms.trim() === '') return 'say under which terms the list may be used'
  if (texts.some((text) => text !== null && (text.length > TEXT_LENGTH_MAX || text.includes('\0'))))
    return `a text has at most ${TEXT_LENGTH_MAX} characters`
  const roles = Object.keys(statement.columns)
  if (roles.some((role) => !(COLUMN_ROLES as readonly string[]).includes(role)))
    return `columns are ${COLUMN_ROLES.join(', ')}`
  if (statement.kind === 'known-good' && statement.reason === null)
    return 'say why what a known-good list names is good (--reason)'
  return undefined
}
