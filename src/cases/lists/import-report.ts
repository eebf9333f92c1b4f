import type { BadLine, ParsedList, SkipReason } from './listed-entry.ts'

/** What an import did, kept with it and shown. */
export type ImportReport = {
  /** Lines, rows or objects that were looked at. */
  readonly lines: number
  /** Endpoints and prefixes in it. */
  readonly entries: number
  /** New to us; of these, `relisted` had been on this list before. */
  readonly added: number
  readonly relisted: number
  /** Listed as before. */
  readonly kept: number
  /** Of those kept, how many now say something else (kind, words, end). */
  readonly changed: number
  /** No longer listed, or taken back. */
  readonly removed: number
  /** Stays of the past that the list itself reported. */
  readonly history: number
  readonly badLines: number
  readonly firstBadLines: readonly BadLine[]
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>
}

export type EntryCounts = Pick<
  ImportReport,
  'added' | 'relisted' | 'kept' | 'changed' | 'removed' | 'history'
>

export function reportOf(list: ParsedList, counts: EntryCounts): ImportReport {
  return {
    lines: list.lineCount,
    entries: list.entries.length,
    ...counts,
    badLines: list.badLineCount,
    firstBadLines: list.badLines,
    skipped: list.skipped,
  }
}
