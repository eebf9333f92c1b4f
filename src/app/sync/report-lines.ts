import { SyncError } from '../../gate/sync/errors.ts'
import type { Judgement } from '../../gate/sync/hub-client.ts'

export type Report = {
  readonly sightings: readonly { warningId: string; day: string; isSeen: boolean }[]
  readonly judgements: readonly Judgement[]
}

const DAY = /^\d{4}-\d\d-\d\d$/

/**
 * JSON lines, one word on each: `{"warning": ID, "day": "2026-11-21", "seen": true}` or `{…, "right": false}`, and
 * nothing beside it: a count, a time or a name on a line is refused before anything leaves. Throws
 * REPORT_INVALID, naming the line and not what stands on it.
 *
 * @param isKnown whether we were ever given such a warning
 */
export function readReport(text: string, isKnown: (warningId: string) => boolean): Report {
  const sightings: Report['sightings'][number][] = []
  const judgements: Judgement[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const record = readRecord(line, index + 1)
    const { warning, day, seen, right } = record
    const isWord =
      Object.keys(record).length === 3 &&
      typeof warning === 'string' &&
      isKnown(warning) &&
      typeof day === 'string' &&
      DAY.test(day)
    if (isWord && typeof seen === 'boolean')
      sightings.push({ warningId: warning, day, isSeen: seen })
    else if (isWord && typeof right === 'boolean')
      judgements.push({ warningId: warning, day, isRight: right })
    else throw invalid(index + 1)
  }
  return { sightings, judgements }
}

function readRecord(line: string, number: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {}
  throw invalid(number)
}

const invalid = (line: number): SyncError =>
  new SyncError(
    'REPORT_INVALID',
    `line ${line} is no {warning, day, seen} or {warning, day, right}`,
  )
