/**
 * What a segment says beside its records: what was counted of each exporter since the segment before,
 * and where every sequence stands. It becomes valid in the very instant in which its segment does, so
 * that after any crash records, counts and sequence numbers are of one moment.
 */
import { isSequencePosition, type SequencePosition } from '../wire/sequence-position.ts'

export type Account = {
  readonly version: typeof ACCOUNT_VERSION
  /** Epoch milliseconds at which the writing process began; tells one life from the next. */
  readonly lifeMs: number
  /** Epoch milliseconds of receipt when the counts were taken; never less than an earlier one's. */
  readonly takenAtMs: number
  /** In the segment; one without any is only there for its account. */
  readonly recordCount: number
  readonly entries: readonly AccountEntry[]
  readonly positions: readonly SequencePosition[]
  /** Sets that wait for their template in memory: if the process dies they are lost with it. */
  readonly waiting: readonly (readonly [exporter: string, setCount: number])[]
}

export type AccountEntry = readonly [
  /** Start of the hour of receipt, epoch seconds. */
  hourAt: number,
  /** 32 hexadecimal digits. */
  exporter: string,
  measure: Measure,
  /** A code where the measure is `refused`, else empty. */
  reason: string,
  /** May be negative: what was reported missing can come late after all. */
  amount: number,
]

/**
 * Units: `…-records` of exporters whose sequence counts records (NetFlow v5, IPFIX), `…-datagrams` of
 * those whose sequence counts datagrams (NetFlow v9, sFlow).
 */
export const MEASURES = [
  'datagrams',
  /** Records decoded. */
  'records',
  /** Records in the segment. */
  'stored',
  'received-records',
  'missing-records',
  'received-datagrams',
  'missing-datagrams',
  /** Left out, by reason; the unit is the reason's own. */
  'refused',
  /** Records whose start was corrected for the exporter's clock. */
  'corrected',
  /** Records whose start lay in the future and was replaced. */
  'clamped',
] as const

export type Measure = (typeof MEASURES)[number]

export const ACCOUNT_VERSION = 1
/** Valid together with its segment, to be counted. */
export const ACCOUNT_SUFFIX = '.account'
/** Its segment and its counts are in the store; kept for where the sequences stand. */
export const COUNTED_SUFFIX = '.counted'

/** The account in a file, or `undefined`: a file is trusted no more than a datagram. */
export function parseAccount(text: string): Account | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return isAccount(value) ? value : undefined
}

function isAccount(value: unknown): value is Account {
  if (typeof value !== 'object' || value === null) return false
  const account = value as Record<string, unknown>
  return (
    account['version'] === ACCOUNT_VERSION &&
    isCount(account['lifeMs']) &&
    isCount(account['takenAtMs']) &&
    isCount(account['recordCount']) &&
    isListOf(account['entries'], isEntry) &&
    isListOf(account['positions'], isSequencePosition) &&
    isListOf(account['waiting'], isWaiting)
  )
}

function isEntry(value: unknown): value is AccountEntry {
  if (!Array.isArray(value) || value.length !== 5) return false
  const [hourAt, exporter, measure, reason, amount] = value
  return (
    isCount(hourAt) &&
    hourAt <= 0xffff_ffff &&
    isExporter(exporter) &&
    MEASURES.includes(measure) &&
    typeof reason === 'string' &&
    /^[A-Z0-9_]{0,64}$/.test(reason) &&
    Number.isSafeInteger(amount)
  )
}

function isWaiting(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && isExporter(value[0]) && isCount(value[1])
}

const isExporter = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{32}$/.test(value)

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0

function isListOf(value: unknown, isOne: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne)
}
