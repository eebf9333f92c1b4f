export { CASE_ERROR_CODES, CaseError, type CaseErrorCode } from './errors.ts'
export { createListEvidence, type ListEvidence } from './list-evidence/list-evidence.ts'
export { type ListVerdicts, NO_VERDICTS } from './list-evidence/precision.ts'
export type { ToldCases } from './list-evidence/tell-cases.ts'
export type { EntriesQuery, EntryPage, ListedThere, StoredEntry } from './lists/entries.ts'
export { LIST_ERROR_CODES, ListError, type ListErrorCode } from './lists/errors.ts'
export { COLUMN_ROLES, type ColumnMapping } from './lists/formats/columns.ts'
export type { ImportRequest, ImportResult, ImportStep } from './lists/import-list.ts'
export type { ImportReport } from './lists/import-report.ts'
export { isListFormat, LIST_FORMATS, type ListFormat } from './lists/list-format.ts'
export type { ListKind } from './lists/list-reading.ts'
export { createLists, type ListFetch, type Lists, type ListsOptions } from './lists/lists.ts'
export type { TableReader, TableRows } from './lists/read-loaded.ts'
export type { ListSource, ListStatement } from './lists/source.ts'
export { CASE_MIGRATIONS } from './migrations/index.ts'
export { OBJECTIONS, type Objection } from './registry/collateral-gate.ts'
export type { CaseSort } from './registry/cursor.ts'
export type { Decision } from './registry/decide.ts'
export type { Contact, EventDetails } from './registry/event-details.ts'
export type { Band, Candidate, Evidence, Reason } from './registry/evidence.ts'
export {
  EVIDENCE_SOURCES,
  type EvidenceItem,
  type EvidenceSource,
  STANCES,
  type Stance,
} from './registry/evidence-item.ts'
export type { CasePage, CaseSummary, CasesQuery } from './registry/find.ts'
export type { Case } from './registry/get.ts'
export { DEFAULT_LEASE, type LeasePolicy } from './registry/lease.ts'
export { type CaseLife, LEASE_MS_MAX, type WarningLife } from './registry/life.ts'
export type { Lifetime } from './registry/lifetimes.ts'
export type { ProposeResult } from './registry/propose.ts'
export { APPROVER_ROLE, type Collateral, type PublicationRequest } from './registry/publish.ts'
export type { CalendarDay, Queues } from './registry/queues.ts'
export {
  type BulkOutcome,
  createRegistry,
  type PlainDecision,
  type Registry,
  type RegistryOptions,
} from './registry/registry.ts'
export type { CaseEvent } from './registry/snapshot.ts'
export { CASE_STATUSES, type CaseEventKind, type CaseStatus } from './registry/status.ts'
export { UNDO_MS } from './registry/undo.ts'
export type { Voice } from './registry/voices.ts'
