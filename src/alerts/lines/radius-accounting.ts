import type { Tally } from '../files/tally.ts'
import { subscriberOf } from '../subscriber.ts'
import { type RadiusRecord, radiusRecords } from './radius-record.ts'
import { radiusTime, secondsOf } from './radius-time.ts'
import { type LineSession, linePrefix, PORT_MAX } from './session.ts'

/** An access server that came up again has forgotten every session that it had (RFC 2866 §5.1). */
export type NasReset = { readonly nas: string; readonly atMs: number }
export type RadiusEvent =
  | { readonly kind: 'session'; readonly session: LineSession }
  | { readonly kind: 'reset'; readonly reset: NasReset }

const PREFIX_ATTRIBUTES = [
  'Framed-IP-Address',
  'Framed-IPv6-Address',
  'Framed-IPv6-Prefix',
  'Delegated-IPv6-Prefix',
] as const

const WANTED: ReadonlySet<string> = new Set([
  'Acct-Status-Type',
  'Acct-Session-Id',
  'Acct-Session-Time',
  'Acct-Delay-Time',
  'Event-Timestamp',
  'Timestamp',
  'User-Name',
  'NAS-IP-Address',
  'NAS-IPv6-Address',
  'NAS-Identifier',
  ...PREFIX_ATTRIBUTES,
])

/**
 * Accounting (RFC 2866) as who had which address when. Start, Interim-Update and Stop of one session become one row
 * each time more is known of it; a session whose Start is in another file begins where its length says.
 */
export function* radiusAccounting(text: string, tally: Tally): Generator<RadiusEvent> {
  for (const record of radiusRecords(text, WANTED)) {
    const events = record ? eventsOf(record) : 'record-malformed'
    if (typeof events === 'string') tally.add(events)
    else yield* events
  }
}

function eventsOf(record: RadiusRecord): RadiusEvent[] | string {
  const status = record.get('Acct-Status-Type')?.[0] ?? ''
  const atMs = radiusTime(record)
  if (atMs === undefined) return 'time-invalid'
  const nas = nasOf(record)
  if (nas === undefined) return 'nas-missing'
  if (status === 'Accounting-On' || status === 'Accounting-Off')
    return [{ kind: 'reset', reset: { nas, atMs } }]
  if (!['Start', 'Interim-Update', 'Alive', 'Stop'].includes(status)) return 'status-other'

  const subscriber = subscriberOf(record.get('User-Name')?.[0] ?? '')
  if (subscriber === undefined) return 'subscriber-invalid'
  const session = record.get('Acct-Session-Id')?.[0] ?? ''
  if (session === '' || session.length > 253) return 'session-missing'
  const prefixes = prefixesOf(record)
  if (prefixes.length === 0) return 'address-missing'
  const lastedMs = status === 'Start' ? 0 : (secondsOf(record, 'Acct-Session-Time') ?? 0) * 1000
  const shape = {
    subscriber,
    portFirst: 0,
    portLast: PORT_MAX,
    fromMs: atMs - lastedMs,
    untilMs: status === 'Stop' ? Math.max(atMs, atMs - lastedMs + 1) : null,
    heardMs: atMs,
    nas,
    session,
  }
  return prefixes.map((prefix) => ({ kind: 'session', session: { ...shape, prefix } }))
}

function nasOf(record: RadiusRecord): string | undefined {
  for (const name of ['NAS-Identifier', 'NAS-IP-Address', 'NAS-IPv6-Address']) {
    const value = record.get(name)?.[0]
    if (value !== undefined && value !== '') return value.slice(0, 253)
  }
  return undefined
}

/** 255.255.255.255 and .254 ask for an address and are none (RFC 2865 §5.8). */
function prefixesOf(record: RadiusRecord): string[] {
  const found = PREFIX_ATTRIBUTES.flatMap((name) => record.get(name) ?? [])
    .map(linePrefix)
    .filter((prefix) => prefix !== undefined)
  return [...new Set(found)].filter(
    (prefix) => !/^(255\.255\.255\.25[45]|0\.0\.0\.0|::)\//.test(prefix),
  )
}
