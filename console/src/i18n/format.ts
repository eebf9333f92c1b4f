/** Numbers, quantities and instants as the reader's language and zone write them. */
import type { Language } from './translate.ts'

export type Zone = 'utc' | 'local'

export type Format = {
  readonly number: (value: number) => string
  /** Three significant digits and K, M, G as the language does. */
  readonly compact: (value: number) => string
  readonly percent: (ratio: number) => string
  readonly probability: (value: number) => string
  readonly octets: (value: number) => string
  readonly bitRate: (bitsPerSecond: number) => string
  readonly instant: (iso: string | number) => string
  readonly clock: (iso: string | number) => string
  readonly day: (iso: string | number) => string
  /** Day with its year. */
  readonly date: (iso: string | number) => string
  readonly dayOfMonth: (iso: string | number) => string
  /** With its weekday, in full. */
  readonly longDay: (iso: string | number) => string
  readonly weekday: (iso: string | number) => string
  readonly ago: (iso: string, nowMs: number) => string
  /** How far off something is that has not come yet. */
  readonly until: (iso: string, nowMs: number) => string
  readonly duration: (seconds: number) => string
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
const BIT_UNITS = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s']
const SPANS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

export function createFormat(language: Language, zone: Zone): Format {
  const timeZone = zone === 'utc' ? { timeZone: 'UTC' } : {}
  const dateTime = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'ja-JP', {
      hourCycle: 'h23',
      ...timeZone,
      ...options,
    })
    return (iso: string | number) => format.format(new Date(iso))
  }
  const plain = new Intl.NumberFormat(language)
  const threeDigits = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 })
  const compact = new Intl.NumberFormat(language, {
    notation: 'compact',
    maximumSignificantDigits: 3,
  })
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 })
  const probability = new Intl.NumberFormat(language, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const scaled = (value: number, step: number, units: readonly string[]) => {
    const power = value < 1 ? 0 : Math.floor(Math.log(value) / Math.log(step))
    const place = Math.min(Math.max(power, 0), units.length - 1)
    return `${threeDigits.format(value / step ** place)} ${units[place]}`
  }
  // Intl writes 「3 時間前」; Japanese sets no space between a number and its unit.
  const tight = (text: string) => (language === 'ja' ? text.replace(/(\d) /g, '$1') : text)
  const largestSpan = (seconds: number) =>
    SPANS.find(([, size]) => Math.abs(seconds) >= size) ?? SPANS.at(-1)!
  const relativeText = (seconds: number) => {
    const [unit, size] = largestSpan(seconds)
    return tight(relative.format(Math.round(seconds / size), unit))
  }

  return {
    number: (value) => plain.format(value),
    compact: (value) => compact.format(value),
    percent: (ratio) => percent.format(ratio),
    probability: (value) => probability.format(value),
    octets: (value) => scaled(value, 1024, BYTE_UNITS),
    bitRate: (value) => scaled(value, 1000, BIT_UNITS),
    instant: dateTime({
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    }),
    clock: dateTime({ hour: '2-digit', minute: '2-digit' }),
    day: dateTime({ month: 'short', day: 'numeric' }),
    date: dateTime({ year: 'numeric', month: 'short', day: 'numeric' }),
    dayOfMonth: (iso) => String(Number(dateTime({ day: 'numeric' })(iso).replace(/\D/g, ''))),
    longDay: dateTime({ weekday: 'long', month: 'long', day: 'numeric' }),
    weekday: dateTime({ weekday: 'short' }),
    ago: (iso, nowMs) => relativeText(Math.min(0, (Date.parse(iso) - nowMs) / 1000)),
    until: (iso, nowMs) => relativeText(Math.max(0, (Date.parse(iso) - nowMs) / 1000)),
    duration: (seconds) => {
      const [unit, size] = largestSpan(seconds)
      const format = new Intl.NumberFormat(language, {
        style: 'unit',
        unit,
        unitDisplay: language === 'ja' ? 'long' : 'short',
        maximumSignificantDigits: 3,
      })
      return tight(format.format(seconds / size))
    },
  }
}
