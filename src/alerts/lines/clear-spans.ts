import type { TimeSpan } from '../../core/time-span.ts'

/** What is left of a span without the others, in order; nothing where they cover it. */
export function clearSpans(span: TimeSpan, others: readonly TimeSpan[]): TimeSpan[] {
  const clear: TimeSpan[] = []
  let { startMs } = span
  for (const other of [...others].sort((one, two) => one.startMs - two.startMs)) {
    if (other.startMs > startMs) clear.push({ startMs, endMs: Math.min(other.startMs, span.endMs) })
    startMs = Math.max(startMs, other.endMs)
    if (startMs >= span.endMs) break
  }
  if (startMs < span.endMs) clear.push({ startMs, endMs: span.endMs })
  return clear.filter(({ startMs: from, endMs }) => endMs > from)
}
