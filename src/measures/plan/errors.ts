import { NoroshiError } from '../../core/error.ts'

export const PLAN_ERROR_CODES = [
  /** No host name, or one below which others' hosts are. */
  'MEASURE_NAME_INVALID',
  /** Neither an endpoint, an address, a prefix nor a name. */
  'MEASURE_OVERRIDE_INVALID',
  /** It has no end, one in the past, or one too far away. */
  'MEASURE_END_INVALID',
  'MEASURE_REASON_REQUIRED',
  /** A reason must not say who communicated. */
  'MEASURE_REASON_NAMES_SUBSCRIBER',
  'MEASURE_ENTRY_NOT_FOUND',
  /** What was looked at is not what would be done by now. */
  'MEASURE_PLAN_CHANGED',
  /** Nothing waits for anybody. */
  'MEASURE_PLAN_NOT_WAITING',
  /** No device is configured: a plan is only looked at. */
  'MEASURE_DEVICE_MISSING',
  /** Only an approver who has proved who they are. */
  'MEASURE_APPROVER_REQUIRED',
  /** The second person has to be another one. */
  'MEASURE_APPROVED_ALREADY',
] as const

export type PlanErrorCode = (typeof PLAN_ERROR_CODES)[number]

export class PlanError extends NoroshiError<PlanErrorCode> {
  override readonly name = 'PlanError'
}
