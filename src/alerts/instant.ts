/** Not before the Internet, and not so late that arithmetic breaks. */
const EARLIEST_MS = Date.UTC(1990, 0, 1)
const LATEST_MS = Date.UTC(2200, 0, 1)

/** RFC 3339 with its offset, or seconds since the epoch; `undefined` for anything else. */
export function instantOf(text: string): number | undefined {
  const trimmed = text.trim()
  if (/^\d{9,11}$/.test(trimmed)) return within(Number(trimmed) * 1000)
  // Without an offset it would mean the time zone of whatever machine reads it.
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i.test(trimmed))
    return undefined
  return within(Date.parse(trimmed.replace(' ', 'T')))
}

export function within(ms: number): number | undefined {
  return ms >= EARLIEST_MS && ms < LATEST_MS ? ms : undefined
}
