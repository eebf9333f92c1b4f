import { NoroshiError } from '../core/error.ts'

export const COUNTRY_ERROR_CODES = [
  'TARGET_NOT_LOOPBACK',
  'TARGET_NOT_ADDRESS',
  'PLAN_INVALID',
  'RECORDING_UNUSABLE',
] as const

export type CountryErrorCode = (typeof COUNTRY_ERROR_CODES)[number]

/** Why a country could not be made, or its traffic not sent. */
export class CountryError extends NoroshiError<CountryErrorCode> {
  override readonly name = 'CountryError'
}
