import { NoroshiError } from '../core/error.ts'

export type VerdictErrorCode =
  | 'MODEL_INVALID'
  | 'MODEL_FEATURES_MISMATCH'
  | 'TRAINING_SAMPLES_UNUSABLE'
  | 'DETECTION_OPTION_INVALID'
  | 'MODEL_UNKNOWN'
  | 'MODEL_CHAMPION_ALREADY'

/** What a person can put right: another model file, other samples, other options. */
export class VerdictError extends NoroshiError<VerdictErrorCode> {
  override readonly name = 'VerdictError'
}
