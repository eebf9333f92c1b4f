import type { Insertable, Selectable } from 'kysely'
import type { ServiceEndpoint } from '../../core/endpoint.ts'
import { formatEndpoint } from '../../core/endpoint.ts'
import type { CaseEventsTable, CasesTable } from '../tables.ts'
import { caseIdOf } from './case-id.ts'
import { type CaseEvent, type CaseSnapshot, lifeOf } from './snapshot.ts'

/** Between the registry's values (milliseconds, camel case) and the database's rows. */

export function caseRow(endpoint: ServiceEndpoint, snapshot: CaseSnapshot): Insertable<CasesTable> {
  return {
    id: caseIdOf(endpoint),
    address: endpoint.address,
    protocol: endpoint.protocol,
    port: endpoint.port,
    endpoint: formatEndpoint(endpoint),
    ...snapshotColumns(snapshot),
  }
}

export function snapshotColumns(snapshot: CaseSnapshot) {
  const { status: _, ...life } = lifeOf(snapshot)
  return {
    status: snapshot.status,
    probability: snapshot.probability,
    band: snapshot.band,
    clients: snapshot.clients,
    proposed_at: new Date(snapshot.proposedAtMs),
    changed_at: new Date(snapshot.changedAtMs),
    scored_at: new Date(snapshot.scoredAtMs),
    leading_reason: snapshot.leadingReason && JSON.stringify(snapshot.leadingReason),
    event_count: snapshot.eventCount,
    kind: snapshot.kind,
    requested_by: snapshot.request?.by ?? null,
    valid_until: runningUntil(snapshot),
    life: JSON.stringify(life),
  }
}

function runningUntil({ warning }: CaseSnapshot): Date | null {
  if (warning?.status !== 'active' && warning?.status !== 'disputed') return null
  return new Date(warning.validUntilMs)
}

export function snapshotOf(row: Selectable<CasesTable>): CaseSnapshot {
  return {
    ...row.life,
    status: row.status,
    probability: row.probability,
    band: row.band,
    clients: row.clients,
    proposedAtMs: row.proposed_at.getTime(),
    changedAtMs: row.changed_at.getTime(),
    scoredAtMs: row.scored_at.getTime(),
    leadingReason: row.leading_reason,
    eventCount: row.event_count,
  }
}

export function eventRow(caseId: string, event: CaseEvent): Insertable<CaseEventsTable> {
  return {
    case_id: caseId,
    sequence: event.sequence,
    kind: event.kind,
    at: new Date(event.atMs),
    actor: event.actor,
    note: event.note,
    evidence: event.evidence && JSON.stringify(event.evidence),
    details: event.details && JSON.stringify(event.details),
  }
}

export function eventOf(row: Selectable<CaseEventsTable>): CaseEvent {
  return {
    sequence: row.sequence,
    kind: row.kind,
    atMs: row.at.getTime(),
    actor: row.actor,
    note: row.note,
    evidence: row.evidence,
    details: row.details,
  }
}
