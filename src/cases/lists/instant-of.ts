const CALENDAR =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i
const NOTHING = new Set(['', '-', 'null', 'none', 'n/a', 'nan', '\\n'])
/** 2001 to 2100: a number outside is no epoch. */
const EPOCH_MS_MIN = 978_307_200_000
const EPOCH_MS_MAX = 4_102_444_800_000

/**
 * An instant as lists write it: RFC 3339, `2026-11-21 09:00:00 UTC`, a date, or epoch seconds. Without a zone
 * it is UTC, as abuse.ch and ClickHouse mean it. null: nothing is stated; `undefined`: it is no instant.
 */
export function instantOf(written: string): number | null | undefined {
  const text = written.trim()
  if (NOTHING.has(text.toLowerCase())) return null
  if (/^\d{9,13}(?:\.\d+)?$/.test(text)) {
    const number = Number(text)
    const epochMs = number < EPOCH_MS_MIN ? number * 1000 : number
    return epochMs >= EPOCH_MS_MIN && epochMs <= EPOCH_MS_MAX ? Math.round(epochMs) : undefined
  }
  const match = CALENDAR.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    match
  const offset = /^(?:z|utc)$/i.test(zone) ? 'Z' : zone.replace(/^(...):?(..)$/, '$1:$2')
  const epochMs = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`,
  )
  return Number.isNaN(epochMs) ? undefined : epochMs
}
