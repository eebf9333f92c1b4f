import type { ApiDescription } from './openapi.ts'
import * as accountability from './schemas/accountability.ts'
import * as cases from './schemas/cases.ts'
import * as detection from './schemas/detection.ts'
import * as evaluations from './schemas/evaluations.ts'
import * as lists from './schemas/lists.ts'
import * as model from './schemas/model.ts'
import * as notice from './schemas/notice.ts'
import * as operation from './schemas/operation.ts'
import * as people from './schemas/people.ts'
import * as shared from './schemas/shared.ts'
import * as workplace from './schemas/workplace.ts'

/** The schemas that the document names; the others stand where they are used. */
const { Problem, Endpoint } = shared
const { Reason, Candidate, Candidates, Activity } = detection
const { Model, ModelCard, Drift, Comparison } = model
const { EvaluationSummary, Evaluation, Evaluations } = evaluations
const { CaseEvent, CaseSummary, Case, Cases } = cases
const { ListSource, ListDetail, ListEntry, ListEntries, ListCheck } = lists
const { Health, Exporters, FlowSummary, Settings } = operation
const { Person, SessionState, Account, People } = people
const { AuditEntry, AuditPage } = accountability
const { NoticeDocument, NoticeStanding, Notice } = notice
const { Queues, Check, Lifetimes } = workplace
const NAMED = {
  Problem,
  Endpoint,
  Reason,
  Candidate,
  Candidates,
  Activity,
  Model,
  ModelCard,
  Drift,
  Comparison,
  EvaluationSummary,
  Evaluation,
  Evaluations,
  CaseEvent,
  CaseSummary,
  Case,
  Cases,
  ListSource,
  ListDetail,
  ListEntry,
  ListEntries,
  ListCheck,
  AuditEntry,
  AuditPage,
  NoticeDocument,
  NoticeStanding,
  Notice,
  Queues,
  Check,
  Lifetimes,
  Person,
  SessionState,
  Account,
  People,
  Health,
  Exporters,
  FlowSummary,
  Settings,
}

export const API_DESCRIPTION: ApiDescription = {
  description:
    'Probable C2 servers found in flow records: an address, a protocol, a port, and why. ' +
    'Nothing here says who communicated with whom.',
  named: NAMED,
}
