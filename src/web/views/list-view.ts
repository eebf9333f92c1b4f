import { type ListVerdicts, NO_VERDICTS } from '../../cases/list-evidence/precision.ts'
import type { ListedThere, StoredEntry } from '../../cases/lists/entries.ts'
import { shownUrl } from '../../cases/lists/fetch-list.ts'
import type { ImportRequest, ImportResult } from '../../cases/lists/import-list.ts'
import type { ImportReport } from '../../cases/lists/import-report.ts'
import type { ListFetch } from '../../cases/lists/lists.ts'
import type { ListSource, ListStatement } from '../../cases/lists/source.ts'
import type * as schema from '../schemas/lists.ts'
import { instant } from './time-window.ts'

/** From the lists' words to the API's: instants as text, and no key that a URL may hold. */

export function sourceView(
  source: ListSource,
  verdicts: ReadonlyMap<string, ListVerdicts>,
): schema.ListSource {
  const { createdAtMs, removedAtMs, verifiedAtMs, triedAtMs, url } = source
  return {
    name: source.name,
    kind: source.kind,
    terms: source.terms,
    contact: source.contact,
    url: url && shownUrl(url),
    format: source.format,
    reliability: source.reliability,
    halfLifeDays: source.halfLifeDays,
    defaultKind: source.defaultKind,
    origin: source.origin,
    isVerifying: source.isVerifying,
    isComplete: source.isComplete,
    refreshSeconds: source.refreshSeconds,
    reason: source.reason,
    validDays: source.validDays,
    createdAt: instant(createdAtMs),
    removedAt: instantOrNull(removedAtMs),
    verifiedAt: instantOrNull(verifiedAtMs),
    triedAt: instantOrNull(triedAtMs),
    failure: source.failure,
    entryCount: source.entryCount,
    listedCount: source.listedCount,
    verdicts: verdicts.get(source.name) ?? NO_VERDICTS,
  }
}

export function fetchView(fetch: ListFetch): schema.ListFetch {
  const { id, atMs, actor, place, format, octets, outcome, code, report } = fetch
  const at = instant(atMs)
  return {
    id,
    at,
    actor,
    place,
    format,
    octets,
    outcome,
    code,
    report: report && reportView(report),
  }
}

export function entryView(entry: StoredEntry): schema.ListEntry {
  const { firstListedAtMs, lastVerifiedAtMs, lastRemovedAtMs, endsAtMs, ...rest } = entry
  return {
    ...rest,
    firstListedAt: instant(firstListedAtMs),
    lastVerifiedAt: instantOrNull(lastVerifiedAtMs),
    lastRemovedAt: instantOrNull(lastRemovedAtMs),
    endsAt: instantOrNull(endsAtMs),
  }
}

export function matchView({ listKind, holdsUntilMs, ...entry }: ListedThere) {
  return { ...entryView(entry), listKind, holdsUntil: instantOrNull(holdsUntilMs) }
}

export function importView(result: ImportResult): schema.ListImportAnswer {
  return { ...result, report: result.report && reportView(result.report) }
}

/** A statement leaves out what it does not say; `undefined` would say "nothing". */
export function importRequestOf(request: schema.ListImportRequest): ImportRequest {
  const statement = request.statement
    ? Object.fromEntries(
        Object.entries(request.statement).filter(([, value]) => value !== undefined),
      )
    : undefined
  return { ...request, statement: statement as Partial<ListStatement> | undefined }
}

function reportView(report: ImportReport): schema.ListImportAnswer['report'] & object {
  return {
    ...report,
    firstBadLines: [...report.firstBadLines],
    skipped: Object.fromEntries(Object.entries(report.skipped)),
  }
}

const instantOrNull = (epochMs: number | null): string | null =>
  epochMs === null ? null : instant(epochMs)
