import type { DisputeErrorCode } from '../errors.ts'

/** On the public pages as in the association's console. */
export const DISPUTE_STATUS: Readonly<Record<DisputeErrorCode, number>> = {
  DISPUTE_NOT_FOUND: 404,
  DISPUTE_ADDRESS_UNUSABLE: 400,
  DISPUTE_FORM_INVALID: 400,
  DISPUTE_LIMITED: 429,
  DISPUTE_NOT_NOW: 409,
  DISPUTE_HEARD_ALREADY: 409,
  DISPUTE_NOTHING_LISTED: 409,
  DISPUTE_OFFICER_UNKNOWN: 403,
  DISPUTE_OFFICER_TAKEN: 409,
  DISPUTE_OFFICER_SAME: 403,
  DISPUTE_REASON_UNFIT: 400,
}
