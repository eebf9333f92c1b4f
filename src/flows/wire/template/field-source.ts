/**
 * JavaScript source of expressions that read a big-endian field of the record at `at` from `view`.
 * Only integers that `checkedPlace` has seen are ever put into source text.
 */
import type { FieldPlace } from './record-layout.ts'

/** Set lengths are 16-bit, so no honest record reaches further. */
const OFFSET_MAX = 65535

/** Throws on anything but small whole numbers: the wall between the wire and generated code. */
export function checkedPlace(place: FieldPlace): FieldPlace {
  const { offset, length } = place
  if (!Number.isInteger(offset) || offset < 0 || offset > OFFSET_MAX)
    throw new Error('field offset out of range')
  if (!Number.isInteger(length) || length < 1 || length > 16)
    throw new Error('field length out of range')
  return place
}

/** The low 32 bits. */
export function lowWord({ offset, length }: FieldPlace): string {
  return unsigned(length > 4 ? offset + length - 4 : offset, Math.min(length, 4))
}

/** The bits above the low 32; 0 when the field has none. */
export function highWord({ offset, length }: FieldPlace): string {
  return length > 4 ? unsigned(offset, Math.min(length - 4, 4)) : '0'
}

/** The whole value as a number; exact up to 2^53. */
export function wholeNumber(place: FieldPlace): string {
  if (place.length <= 4) return lowWord(place)
  return `(${highWord(place)} * 4294967296 + ${lowWord(place)})`
}

/** Four octets in the order they have on the wire. */
export function wireWord(offset: number): string {
  return `view.getUint32(at + ${offset}, true)`
}

function unsigned(offset: number, length: number): string {
  const at = `at + ${offset}`
  if (length === 1) return `view.getUint8(${at})`
  if (length === 2) return `view.getUint16(${at})`
  if (length === 3) return `(view.getUint16(${at}) * 256 + view.getUint8(${at} + 2))`
  return `view.getUint32(${at})`
}
