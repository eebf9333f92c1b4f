import { WarningError } from './errors.ts'
import { parseWholeMinute } from './whole-time.ts'

/** What a look from outside said after a block was lifted. `not-probed` proves nothing, in either direction. */
export const RECEIPT_PROBES = ['reachable', 'not-reachable', 'not-probed'] as const
export type ReceiptProbe = (typeof RECEIPT_PROBES)[number]

/**
 * A member's word that what was taken back is free there. Beside the warning, the second and last shape that may
 * leave: it says what was done to our own rules, never for whom they were, nor from where it was looked.
 */
export type Receipt = {
  readonly warningId: string
  /** Of the warning that was taken back, as the hub lists it. */
  readonly version: number
  /** A whole minute, RFC 3339, UTC; null while a device was not free of it in time. */
  readonly liftedAt: string | null
  readonly probe: ReceiptProbe
  /** How many devices say that they hold none of it. */
  readonly planes: number
}

/** What members say of one warning together, as its source is told: counts, and nobody's name. */
export type ReceiptTally = Readonly<Record<ReceiptProbe, number>> & {
  readonly warningId: string
  readonly version: number
  /** Members that sent a receipt for this version. */
  readonly members: number
  /** Of these, who could not lift it in time. */
  readonly notLifted: number
  /** When the last of them had lifted it. */
  readonly liftedAt: string | null
}

const FIELD_COUNT = 5
const ID = /^[0-9a-hjkmnp-tv-z]{12}$/
/** Nobody drives more; a larger number would be something else's. */
const PLANE_COUNT_MAX = 1_000

/**
 * The door for receipts, on both sides of it. What is not known is refused and not dropped, as with warnings. Throws
 * `WarningError` RECEIPT_INVALID, which repeats no value.
 */
export function lintReceipt(value: unknown): Receipt {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse()
  const { warningId, version, liftedAt, probe, planes } = value as Record<string, unknown>
  const isReceipt =
    Object.keys(value).length === FIELD_COUNT &&
    typeof warningId === 'string' &&
    ID.test(warningId) &&
    isCount(version, Number.MAX_SAFE_INTEGER) &&
    version > 0 &&
    (liftedAt === null || parseWholeMinute(liftedAt) !== undefined) &&
    RECEIPT_PROBES.some((word) => word === probe) &&
    isCount(planes, PLANE_COUNT_MAX)
  if (!isReceipt) refuse()
  return {
    warningId,
    version,
    liftedAt: liftedAt as string | null,
    probe: probe as ReceiptProbe,
    planes,
  }
}

const isCount = (value: unknown, max: number): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= max

function refuse(): never {
  throw new WarningError(
    'RECEIPT_INVALID',
    'a receipt is {warningId, version, liftedAt, probe, planes}, its time a whole minute, and nothing else',
  )
}
