const DATE_TIME = /^(\d{4})[/-](\d{2})[/-](\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/
const EPOCH_SECONDS = /^\d{1,11}(?:\.\d{1,9})?$/

/**
 * `2011/08/10 09:46:53.047277`, or epoch seconds, to epoch milliseconds; -1 when it is neither.
 * Argus prints the local time of where it was printed and does not say which; it is taken as UTC.
 */
export function argusStartMs(text: string): number {
  const match = DATE_TIME.exec(text)
  if (!match) return EPOCH_SECONDS.test(text) ? Math.floor(Number(text) * 1000 + 0.5) : -1
  const [, year, month, day, hour, minute, second, fraction] = match
  const midnightMs = Date.UTC(Number(year), Number(month) - 1, Number(day))
  const date = new Date(midnightMs)
  // Date.UTC takes February 30 for March 2.
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return -1
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60 || midnightMs < 0) return -1
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  return midnightMs + seconds * 1000 + Math.floor(Number(`0.${fraction ?? 0}`) * 1000 + 0.5)
}
