/**
 * Decimal numbers straight from octets. Logs hold few shapes of number, and a string per field would
 * cost more than all the rest of a row. Every function answers -1 for what is not such a number.
 */
const ZERO = 0x30
const DOT = 0x2e
/** Digits that always fit a double without rounding. */
const DIGIT_COUNT_MAX = 15
/** Past any clock, and the product with 1000 is still exact. */
const FRACTION_DIGIT_COUNT_MAX = 10
const TEN_TO = Array.from({ length: FRACTION_DIGIT_COUNT_MAX + 1 }, (_, power) => 10 ** power)

/** A whole number from 0 to 2^53 - 1; `80.0`, as data frames write nullable integers, is 80. */
export function parseUnsigned(bytes: Buffer, start: number, end: number): number {
  if (end <= start) return -1
  if (end - start > DIGIT_COUNT_MAX) return parseUnsignedSlowly(bytes, start, end)
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - ZERO
    if (digit < 0 || digit > 9) return parseUnsignedSlowly(bytes, start, end)
    value = value * 10 + digit
  }
  return value
}

/** `0x` and up to 8 hexadecimal digits. */
export function parseHexadecimal(bytes: Buffer, start: number, end: number): number {
  const text = bytes.toString('latin1', start, end)
  return /^0x[0-9a-f]{1,8}$/i.test(text) ? Number(text) : -1
}

/** Non-negative decimal seconds as whole milliseconds, rounded half up. */
export function parseSecondsAsMs(bytes: Buffer, start: number, end: number): number {
  let whole = 0
  let at = start
  for (; at < end; at++) {
    const digit = bytes[at]! - ZERO
    if (digit < 0 || digit > 9) break
    whole = whole * 10 + digit
  }
  if (at === start || at - start > 12) return parseSecondsSlowly(bytes, start, end)
  if (at === end) return whole * 1000
  if (bytes[at] !== DOT || at + 1 === end) return parseSecondsSlowly(bytes, start, end)
  let fraction = 0
  let scale = 0
  for (at++; at < end; at++) {
    const digit = bytes[at]! - ZERO
    if (digit < 0 || digit > 9) return parseSecondsSlowly(bytes, start, end)
    if (scale === FRACTION_DIGIT_COUNT_MAX) continue
    fraction = fraction * 10 + digit
    scale++
  }
  return whole * 1000 + Math.floor((fraction * 1000) / TEN_TO[scale]! + 0.5)
}

const DECIMAL = /^\d+(\.\d*)?(e[+-]?\d{1,3})?$/i

function parseUnsignedSlowly(bytes: Buffer, start: number, end: number): number {
  const value = parseDecimal(bytes, start, end)
  return Number.isSafeInteger(value) ? value : -1
}

function parseSecondsSlowly(bytes: Buffer, start: number, end: number): number {
  const value = parseDecimal(bytes, start, end)
  return value < 0 || value > 1e15 ? -1 : Math.floor(value * 1000 + 0.5)
}

function parseDecimal(bytes: Buffer, start: number, end: number): number {
  if (end - start > 64) return -1
  const text = bytes.toString('latin1', start, end)
  return DECIMAL.test(text) ? Number(text) : -1
}
