import { NoroshiError } from '../core/error.ts'

export const CASE_ERROR_CODES = [
  'CASE_NOT_FOUND',
  /** For example confirming what is confirmed already: somebody else was faster. */
  'CASE_TRANSITION_ILLEGAL',
  /** A decision without a reason is not a decision. */
  'NOTE_REQUIRED',
  'NOTE_TOO_LONG',
  /** A case must not say who talked to the endpoint (ARCHITECTURE: what must never happen). */
  'NOTE_NAMES_SUBSCRIBER',
  'ACTOR_REQUIRED',
  /** Publishing takes two people. */
  'APPROVER_IS_PROPOSER',
  'APPROVER_ROLE_MISSING',
  /** Others would be hurt, and nobody said why it must be all the same. */
  'COLLATERAL_TOO_GREAT',
  /** Unanswered contacts and nothing else: forged sources could frame anybody. */
  'EVIDENCE_TOO_WEAK',
  'EVIDENCE_INVALID',
  'EVIDENCE_NAMES_ADDRESS',
  /** No end, one in the past, or one too far away. */
  'LEASE_INVALID',
  'LEASE_RUNS',
  'EXPIRED_NEEDS_EVIDENCE',
  /** Seconds are over, somebody has decided since, or it was another who decided. */
  'UNDO_TOO_LATE',
  /** Both who publish are persons who have proved it; a name given on the machine is none. */
  'PERSON_UNPROVEN',
  /** Not an address or a prefix, or more addresses than one look-up may ask for. */
  'TARGET_INVALID',
  'CURSOR_INVALID',
] as const

export type CaseErrorCode = (typeof CASE_ERROR_CODES)[number]

export class CaseError extends NoroshiError<CaseErrorCode> {
  override readonly name = 'CaseError'
}
