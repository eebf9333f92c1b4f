export type { Agreement, Recorded } from './answer.ts'
export type { Assignment } from './assignment.ts'
export type { GrantChange } from './book.ts'
export { CONSENT_ERROR_CODES, ConsentError, type ConsentErrorCode } from './errors.ts'
export { CHANNELS, type Channel, type ConsentEvent, type ConsentFact } from './event.ts'
export type { ConsentBasis, Grant } from './grant.ts'
export { ROW_FAULTS, type RowFault, type RowFaultCode } from './import/faults.ts'
export { type ImportReport, importConsent } from './import/import-consent.ts'
export { ConsentLedger, PAUSE_HOURS_MAX, type Receipt } from './ledger.ts'
export { type Proof, verifyProof } from './proof.ts'
export { BLOCK_SCOPES, type BlockScope, CONSENT_SCOPES, type ConsentScope } from './scopes.ts'
export type { Answer, Standing } from './standing.ts'
export type { ConsentStatistics, ScopeStatistics, Unanswered } from './statistics.ts'
export { type MadeSubscriberLink, SubscriberLinks } from './subscriber-links.ts'
export {
  TERMS_CHANGES,
  type Terms,
  type TermsChange,
  type TermsDraft,
  type Wording,
} from './terms.ts'
export { WORDING_TEMPLATES } from './wordings.ts'
