import { instantOf, within } from '../instant.ts'
import type { RadiusRecord } from './radius-record.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** Zones that a name says for certain; `IST` or `CST` are several. */
const ZONES: Readonly<Record<string, string>> = { UTC: 'Z', GMT: 'Z', JST: '+09:00' }
/** `Nov 21 2026 22:20:34 JST`, as FreeRADIUS 3 prints it. */
const PRINTED = /^([A-Z][a-z]{2})\s+(\d{1,2})\s+(\d{4})\s+(\d{2}:\d{2}:\d{2})\s+([A-Z]{3,4})$/

/**
 * When it happened: `Event-Timestamp` (RFC 2869 §5.3), else when it was received (`Timestamp`) less the delay
 * that the access server states (`Acct-Delay-Time`, RFC 2866 §5.2). The line with the date at the head of a record has
 * no zone and is not used.
 */
export function radiusTime(record: RadiusRecord): number | undefined {
  const stated = record.get('Event-Timestamp')?.[0]
  const happened = stated === undefined ? undefined : (instantOf(stated) ?? printed(stated))
  if (happened !== undefined) return happened
  const received = secondsOf(record, 'Timestamp')
  if (received === undefined) return undefined
  return within((received - (secondsOf(record, 'Acct-Delay-Time') ?? 0)) * 1000)
}

export function secondsOf(record: RadiusRecord, name: string): number | undefined {
  const text = record.get(name)?.[0]
  return text !== undefined && /^\d{1,11}$/.test(text) ? Number(text) : undefined
}

function printed(text: string): number | undefined {
  const found = PRINTED.exec(text)
  if (!found) return undefined
  const [, month, day, year, time, zone] = found as unknown as string[]
  const number = MONTHS.indexOf(month!) + 1
  const offset = ZONES[zone!]
  if (number === 0 || offset === undefined) return undefined
  const date = `${year}-${String(number).padStart(2, '0')}-${day!.padStart(2, '0')}`
  return instantOf(`${date}T${time}${offset}`)
}
