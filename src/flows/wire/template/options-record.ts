/**
 * Options records (RFC 7011 §3.4.2, RFC 3954 §6): what an exporter says about itself. Read field by
 * field, since they come a few times an hour. Two things are taken from them: sampling and the time
 * the exporter started.
 */
import { type FieldSpecifier, VARIABLE_LENGTH } from './field-specifier.ts'
import { variableLength, variablePrefix } from './record-walk.ts'
import { packetInterval, populationInterval, probabilityInterval } from './sampling-interval.ts'

const MEANINGS = {
  10: 'interface',
  14: 'interface',
  34: 'interval',
  48: 'selector',
  50: 'interval',
  160: 'systemInitMs',
  302: 'selector',
  305: 'packets',
  306: 'space',
  309: 'size',
  310: 'population',
  311: 'probability',
} as const

type Meaning = (typeof MEANINGS)[keyof typeof MEANINGS]

export type OptionsField = { readonly length: number; readonly meaning: Meaning | undefined }

/** What one options record says; 0 or `undefined` where it says nothing. */
export type OptionsStatement = {
  readonly interval: number
  readonly selector: number | undefined
  readonly interfaceIndex: number | undefined
  readonly systemInitMs: number
}

export function optionsFields(fields: readonly FieldSpecifier[]): OptionsField[] {
  return fields.map(({ id, enterprise, length }) => ({
    length,
    // An interface beside an interval is what the interval is for, whether it is the scope or not.
    meaning: enterprise === 0 ? (MEANINGS as Record<number, Meaning>)[id] : undefined,
  }))
}

/** Reads the record at `at`; returns its end, or -1 when `end` comes first. */
export function readOptionsRecord(
  view: DataView,
  at: number,
  end: number,
  fields: readonly OptionsField[],
  said: (statement: OptionsStatement) => void,
): number {
  const values: Partial<Record<Meaning, number>> = {}
  let offset = at
  for (const field of fields) {
    let length = field.length
    if (length === VARIABLE_LENGTH) {
      length = variableLength(view, offset, end)
      if (length < 0) return -1
      offset += variablePrefix(view, offset)
    }
    if (offset + length > end) return -1
    if (field.meaning) {
      const value = readNumber(view, offset, length, field.meaning)
      if (value > 0 || values[field.meaning] === undefined) values[field.meaning] = value
    }
    offset += length
  }
  said({
    interval:
      values.interval ||
      // Before packets and space: routers that take n out of N also say "1 packet" without a space.
      populationInterval(values.population ?? 0, values.size ?? 0) ||
      packetInterval(values.packets ?? 0, values.space) ||
      probabilityInterval(values.probability ?? 0),
    selector: values.selector,
    // Interface 0 is none (IF-MIB counts from 1).
    interfaceIndex: values.interface || undefined,
    systemInitMs: values.systemInitMs ?? 0,
  })
  return offset
}

function readNumber(view: DataView, at: number, length: number, meaning: Meaning): number {
  if (meaning === 'probability') {
    if (length === 8) return view.getFloat64(at)
    return length === 4 ? view.getFloat32(at) : 0
  }
  if (length < 1 || length > 8) return 0
  // Intervals and ids live in 32-bit columns, so their low octets count; the start time does not.
  const first = meaning === 'systemInitMs' ? 0 : Math.max(0, length - 4)
  let value = 0
  for (let i = first; i < length; i++) value = value * 256 + view.getUint8(at + i)
  return value
}
