import { NoroshiError } from '../../core/error.ts'

export const PLANE_ERROR_CODES = [
  /** The program is missing, does not answer in time, or cannot reach the device. */
  'PLANE_UNREACHABLE',
  /** The device understood and said no. */
  'PLANE_REFUSED',
  /** It says something that this version cannot read. */
  'PLANE_ANSWER_UNREADABLE',
  /** What is wanted has no place on it. */
  'PLANE_FULL',
  /** Somebody else's rule stands where ours would; it is left alone. */
  'PLANE_OCCUPIED',
  /** The resolver would write down who asked for what. */
  'PLANE_LOGS_SUBSCRIBERS',
  /** Everything was lifted, and stays so until a person says otherwise. */
  'MEASURES_LIFTED',
] as const

export type PlaneErrorCode = (typeof PLANE_ERROR_CODES)[number]

/** Says what a device did; never an address behind it. */
export class PlaneError extends NoroshiError<PlaneErrorCode> {
  override readonly name = 'PlaneError'
}
