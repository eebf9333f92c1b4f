/**
 * Source of the statements that set `start_at` and `duration_ms` from whichever of the time dialects
 * a template uses: absolute times in four units, times relative to the start of the exporter
 * (NetFlow, or with systemInitTimeMilliseconds), relative to the export time, and bare durations.
 */
import type { Slot } from './elements.ts'
import { lowWord, wholeNumber } from './field-source.ts'
import type { FieldPlace } from './record-layout.ts'

/** Earliest first time we believe to be nonsense: where 32-bit seconds end (2106-02-07). */
const START_AT_MAX_MS = 4294967296000

type PlaceOf = (slot: Slot) => FieldPlace | undefined

/**
 * A template may speak several dialects and fill only one of them, so each is tried in turn until one
 * gives a time that can be true. Most templates have one, and pay for one.
 */
export function timeSource(placeOf: PlaceOf): string {
  const dialects = [fromStart(placeOf), fromUptime(placeOf), fromEnd(placeOf)].filter(
    (dialect) => dialect !== undefined,
  )
  const observed = absolute(placeOf, 'observed')
  const duration = bareDuration(placeOf)
  if (dialects.length === 0 || observed !== undefined)
    dialects.push(`duration = ${duration ?? '0'}; start = ${observed ?? 'exportMs'} - duration`)
  const [first, ...rest] = dialects
  // One within the other, so that a record whose first dialect serves asks once.
  const otherwise = rest.reduceRight(
    (next, dialect) => `${dialect}; if (${NONSENSE}) { ${next} }`,
    'start = exportMs; duration = 0',
  )
  return `let start = 0; let duration = 0
    { ${first} }
    if (${NONSENSE}) { ${otherwise} }
    if (!(duration > 0)) duration = 0
    else if (duration > 4294967295) duration = 4294967295
    startAt[2 * row] = start
    startAt[2 * row + 1] = start / 4294967296
    durationMs[row] = duration`
}

const NONSENSE = `!(start > 0 && start < ${START_AT_MAX_MS})`

/** Firewalls that export events tell when a flow began and when the event was: its end, or its latest. */
function fromStart(placeOf: PlaceOf): string | undefined {
  const start = absolute(placeOf, 'start')
  if (start === undefined) return undefined
  const end = absolute(placeOf, 'end') ?? absolute(placeOf, 'observed')
  return `start = ${start}; duration = ${bareDuration(placeOf) ?? (end === undefined ? '0' : `${end} - start`)}`
}

function fromEnd(placeOf: PlaceOf): string | undefined {
  const end = absolute(placeOf, 'end')
  return end && `duration = ${bareDuration(placeOf) ?? '0'}; start = ${end} - duration`
}

/**
 * Uptimes are 32-bit milliseconds and wrap after 49.7 days; subtracting modulo 2^32 is right across
 * the wrap. Where nobody told when the exporter started, the flow is taken to end at export.
 */
function fromUptime(placeOf: PlaceOf): string | undefined {
  const first = placeOf('startUptime')
  const last = placeOf('endUptime')
  if (!first && !last) return undefined
  const init = placeOf('systemInitMilliseconds')
  const known = init
    ? `(exportMs - ${wholeNumber(init)})`
    : '(message.isUptimeKnown ? message.uptimeMs : last)'
  const length = bareDuration(placeOf) ?? '(last - first) | 0'
  return (
    `const first = ${lowWord((first ?? last)!)}; const last = ${lowWord((last ?? first)!)};` +
    `duration = ${length}; start = exportMs - ((${known} - first) | 0)` +
    (first ? '' : ' - duration')
  )
}

function absolute(placeOf: PlaceOf, edge: 'start' | 'end' | 'observed'): string | undefined {
  const milliseconds = placeOf(`${edge}Milliseconds`)
  if (milliseconds) return wholeNumber(milliseconds)
  const ntp = placeOf(`${edge}Ntp`)
  if (ntp) return ntpSource(ntp, 1000)
  const ntpNanoseconds = placeOf(`${edge}NtpNanoseconds`)
  if (ntpNanoseconds) return ntpSource(ntpNanoseconds, 1_000_000)
  const seconds = placeOf(`${edge}Seconds`)
  if (seconds) return `${wholeNumber(seconds)} * 1000`
  if (edge === 'observed') return undefined
  const delta = placeOf(`${edge}DeltaMicroseconds`)
  if (delta) return `(exportMs - Math.floor(${lowWord(delta)} / 1000))`
  return undefined
}

/**
 * RFC 7011 §6.1.9: NTP timestamps, seconds since 1900 and a binary fraction. Some exporters put a
 * plain count since 1970 there instead; its upper word stays below the NTP seconds of 1970 for
 * nanoseconds until 2270. (NTP's own upper word wraps in 2036 and will then need its era.)
 */
function ntpSource(place: FieldPlace, unitsPerMs: number): string {
  const high = lowWord({ ...place, length: 4 })
  const low = lowWord({ ...place, offset: place.offset + 4, length: 4 })
  return (
    `(${high} >= 2208988800 ? (${high} - 2208988800) * 1000 + Math.floor(${low} / 4294967.296)` +
    ` : Math.floor((${high} * 4294967296 + ${low}) / ${unitsPerMs}))`
  )
}

function bareDuration(placeOf: PlaceOf): string | undefined {
  const milliseconds = placeOf('durationMilliseconds')
  if (milliseconds) return wholeNumber(milliseconds)
  const microseconds = placeOf('durationMicroseconds')
  return microseconds && `Math.floor(${wholeNumber(microseconds)} / 1000)`
}
