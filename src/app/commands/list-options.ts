import { type Command, InvalidArgumentError, Option } from 'commander'
import { COLUMN_ROLES, LIST_FORMATS, type ListStatement } from '../../cases/index.ts'
import { ENDPOINT_KINDS } from '../../core/endpoint-kind.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/time-span.ts'

/** What `list import` may state about a source; what is left out stays as it is. */
export type StatementOptions = {
  readonly kind?: ListStatement['kind']
  readonly terms?: string
  readonly contact?: string
  readonly reliability?: number
  readonly halfLife?: number
  readonly defaultKind?: ListStatement['defaultKind']
  readonly origin?: string
  readonly verifying?: boolean
  readonly additions?: boolean
  readonly refresh?: number | null
  readonly format?: NonNullable<ListStatement['format']>
  readonly column?: Readonly<Record<string, string>>
  readonly reason?: string
  readonly validDays?: number
}

export function addStatementOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--kind <kind>', 'what the list holds (first import: reputation)').choices([
        'reputation',
        'known-good',
      ]),
    )
    .option('--terms <text>', 'licence or terms under which it may be used')
    .option('--contact <text>', 'whom to ask about an entry')
    .option(
      '--reliability <share>',
      'of how many entries a person here would say yes, 0 to 1',
      real(0, 1),
    )
    .option(
      '--half-life <days>',
      'days after which an unverified entry counts half',
      real(0.01, 3_660),
    )
    .addOption(
      new Option('--default-kind <kind>', 'what an entry is that does not say').choices(
        ENDPOINT_KINDS,
      ),
    )
    .option('--origin <name>', 'lists with one origin count as one voice')
    .option('--verifying', 'being listed means that it was seen alive when the list was made')
    .option('--no-verifying', 'it does not')
    .option('--additions', 'the list brings only what is new; absence removes nothing')
    .option('--no-additions', 'the list is the whole list')
    .option('--refresh <interval>', 'fetch its URL again, such as 30m, 6h, 1d, or never', interval)
    .addOption(new Option('--format <format>', 'recognised when left out').choices(LIST_FORMATS))
    .option(
      '--column <role=name>',
      `name or number of a column; roles: ${COLUMN_ROLES.join(', ')}`,
      column,
    )
    .option('--reason <text>', 'known-good: why')
    .option(
      '--valid-days <days>',
      'known-good: how long after each import it holds',
      real(0.01, 3_660),
    )
}

/** Only what was said: the rest stays as the source has it. */
export function statementOf(options: StatementOptions): Partial<ListStatement> | undefined {
  const said = Object.entries({
    kind: options.kind,
    terms: options.terms,
    contact: options.contact,
    reliability: options.reliability,
    halfLifeDays: options.halfLife,
    defaultKind: options.defaultKind,
    origin: options.origin,
    isVerifying: options.verifying,
    isComplete: options.additions === undefined ? undefined : !options.additions,
    refreshSeconds: options.refresh,
    format: options.format,
    columns: options.column,
    reason: options.reason,
    validDays: options.validDays,
  }).filter(([, value]) => value !== undefined)
  return said.length === 0 ? undefined : Object.fromEntries(said)
}

const UNIT_MS: Readonly<Record<string, number>> = {
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
}

/** Seconds; null: never. */
function interval(text: string): number | null {
  if (text === 'never') return null
  const match = /^(\d+)([smhd])$/.exec(text)
  if (!match)
    throw new InvalidArgumentError('It takes an interval such as 30m, 6h or 1d, or "never".')
  return (Number(match[1]) * UNIT_MS[match[2]!]!) / SECOND_MS
}

function column(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const [role = '', ...name] = text.split('=')
  if (!(COLUMN_ROLES as readonly string[]).includes(role) || name.length === 0)
    throw new InvalidArgumentError(`It takes ROLE=NAME, with one of ${COLUMN_ROLES.join(', ')}.`)
  return { ...before, [role]: name.join('=') }
}

function real(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !(value >= min && value <= max))
      throw new InvalidArgumentError(`It takes a number from ${min} to ${max}.`)
    return value
  }
}
