import { formatAddress, parseAddress } from '../../core/address.ts'
import { ENDPOINT_KINDS } from '../../core/endpoint-kind.ts'
import { type Prefix, prefixContains } from '../../core/prefix.ts'
import { protocolName, protocolNumber } from '../../core/protocol.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { WarningError, type WarningErrorCode } from './errors.ts'
import { isPublicAddress, isSyntheticAddress } from './public-address.ts'
import { WARNING_BANDS, WARNING_STATUSES, WARNING_USES, type Warning } from './warning.ts'
import { warningIdOf } from './warning-id.ts'
import { parseWholeHour } from './whole-time.ts'

/** What one door refuses beyond what all refuse. */
export type LintPolicy = {
  /** The networks of who stands at this door: an address in them may be a subscriber. */
  readonly ownPrefixes: readonly Prefix[]
  /** A demonstration or simulation: documentation addresses pass. */
  readonly isSynthetic: boolean
}

export const PLAIN_LINT: LintPolicy = { ownPrefixes: [], isSynthetic: false }

/** Renewals are bounded at 90 days by the registry; a little above it is a mistake or an attack. */
const HELD_MS_MAX = 92 * DAY_MS

const FIELDS = {
  id: 'string',
  address: 'string',
  protocol: 'string',
  port: 'number',
  kind: 'string',
  band: 'string',
  validFrom: 'string',
  validUntil: 'string',
  status: 'string',
  uses: 'object',
  version: 'number',
} as const satisfies Record<keyof Warning, string>

/**
 * The door. Whatever comes in is a warning and nothing else, or it is refused: a field that is not known is
 * not dropped but refused, because whoever sent it meant to share it. Throws `WarningError`, whose message
 * never repeats a value, so that what must not leave does not leave in a log.
 */
export function lintWarning(value: unknown, policy: LintPolicy = PLAIN_LINT): Warning {
  const warning = shapeOf(value)
  checkWords(warning)
  checkEndpoint(warning, policy)
  checkLease(warning)
  if (!Number.isSafeInteger(warning.version) || warning.version < 1)
    refuse('WARNING_VERSION_INVALID', 'version is a whole number from 1')
  const { id, address, protocol, port, kind, band, validFrom, validUntil, status, version } =
    warning
  // Copied field by field, the uses in their one order: two equal warnings are the same octets.
  const uses = WARNING_USES.filter((use) => warning.uses.includes(use))
  return {
    id,
    address,
    protocol,
    port,
    kind,
    band,
    validFrom,
    validUntil,
    status,
    uses,
    version,
  }
}

function shapeOf(value: unknown): Warning {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse('WARNING_MALFORMED', 'a warning is an object')
  const record = value as Record<string, unknown>
  const unknownCount = Object.keys(record).filter((key) => !Object.hasOwn(FIELDS, key)).length
  if (unknownCount > 0)
    refuse('WARNING_FIELD_UNKNOWN', `${unknownCount} fields are none of a warning`)
  for (const [field, type] of Object.entries(FIELDS)) {
    if (!Object.hasOwn(record, field)) refuse('WARNING_FIELD_MISSING', `${field} is missing`)
    if (typeof record[field] !== type) refuse('WARNING_MALFORMED', `${field} is not a ${type}`)
  }
  if (!Array.isArray(record['uses'])) refuse('WARNING_MALFORMED', 'uses is a list')
  return record as unknown as Warning
}

function checkWords({ kind, band, status, uses }: Warning): void {
  oneOf(ENDPOINT_KINDS, kind, 'kind')
  oneOf(WARNING_BANDS, band, 'band')
  oneOf(WARNING_STATUSES, status, 'status')
  for (const use of uses) oneOf(WARNING_USES, use, 'uses')
  if (new Set(uses).size !== uses.length || uses.length === 0)
    refuse('WARNING_MALFORMED', 'uses names at least one use, and each once')
}

function checkEndpoint(warning: Warning, { ownPrefixes, isSynthetic }: LintPolicy): void {
  const { address, protocol, port } = warning
  const octets = parseAddress(address)
  if (!octets || formatAddress(octets) !== address)
    refuse('WARNING_ADDRESS_INVALID', 'address is not the one spelling of an address')
  if (!isPublicAddress(octets) && !(isSynthetic && isSyntheticAddress(octets)))
    refuse('WARNING_ADDRESS_NOT_PUBLIC', 'address is of no service on the Internet')
  if (ownPrefixes.some((prefix) => prefixContains(prefix, octets)))
    refuse('WARNING_ADDRESS_OWN', 'address lies in a network of one’s own')
  const number = protocolNumber(protocol)
  if (number === undefined || protocolName(number) !== protocol)
    refuse('WARNING_WORD_UNKNOWN', 'protocol is no IANA keyword in lower case')
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    refuse('WARNING_PORT_INVALID', 'port is a whole number from 0 to 65535')
  if (warning.id !== warningIdOf(warning))
    refuse('WARNING_ID_FOREIGN', 'id does not follow from the endpoint')
}

function checkLease({ validFrom, validUntil }: Warning): void {
  const fromMs = parseWholeHour(validFrom)
  const untilMs = parseWholeHour(validUntil)
  if (fromMs === undefined || untilMs === undefined)
    refuse('WARNING_TIME_TOO_FINE', 'a time is a whole hour in UTC, 2026-11-21T19:00:00Z')
  if (untilMs <= fromMs || untilMs - fromMs > HELD_MS_MAX)
    refuse('WARNING_LEASE_INVALID', 'validUntil is after validFrom, by 92 days at most')
}

function oneOf(words: readonly string[], word: unknown, field: string): void {
  if (typeof word !== 'string' || !words.includes(word))
    refuse('WARNING_WORD_UNKNOWN', `${field} is one of ${words.join(', ')}`)
}

function refuse(code: WarningErrorCode, message: string): never {
  throw new WarningError(code, message)
}
