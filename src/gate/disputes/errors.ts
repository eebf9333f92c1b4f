import { NoroshiError } from '../../core/error.ts'

export const DISPUTE_ERROR_CODES = [
  /** A link or a reference that is none, or not any more: which of them is nobody's business. */
  'DISPUTE_NOT_FOUND',
  /** No address, or one that is nobody's service on the Internet. */
  'DISPUTE_ADDRESS_UNUSABLE',
  'DISPUTE_FORM_INVALID',
  'DISPUTE_LIMITED',
  /** Not in this state: over, not yet proved, too late. */
  'DISPUTE_NOT_NOW',
  /** About one endpoint one dispute is heard at a time. */
  'DISPUTE_HEARD_ALREADY',
  /** Said only to who has proved control: nothing is in force that could be disputed. */
  'DISPUTE_NOTHING_LISTED',
  /** No officer has this token. */
  'DISPUTE_OFFICER_UNKNOWN',
  'DISPUTE_OFFICER_TAKEN',
  /** A second person decides, and an appeal goes to a third. */
  'DISPUTE_OFFICER_SAME',
  /** A reason that is none of the outcome's. */
  'DISPUTE_REASON_UNFIT',
] as const

export type DisputeErrorCode = (typeof DISPUTE_ERROR_CODES)[number]

export class DisputeError extends NoroshiError<DisputeErrorCode> {
  override readonly name = 'DisputeError'
}
