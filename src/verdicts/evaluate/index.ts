/** The bench that tells the truth about the detector; README.md says what is where. */
export type { Baseline, BaselineFacts } from './baselines/baseline.ts'
export { baselineSource, baselines, baselineTitle } from './baselines/catalogue.ts'
export { trainDisclosure } from './baselines/disclosure.ts'
export { DISCLOSURE_FEATURES } from './baselines/disclosure-features.ts'
export type { Forest, ForestSample } from './baselines/forest.ts'
export { countEndpointRecords, readBaselineFacts } from './baselines/read-facts.ts'
export { CAUSES, type Cause } from './causes/cause.ts'
export { isKnown, type JudgedEndpoint, type KnownEndpoint, type Truth } from './judged-endpoint.ts'
export type { CurvePoint } from './metrics/average-precision.ts'
export { type BaseRate, baseRate, REFERENCE_DAY } from './metrics/base-rate.ts'
export { binomialInterval, zeroErrorBound } from './metrics/binomial-bound.ts'
export { clusteredIntervals, type Interval, quantile } from './metrics/bootstrap.ts'
export type { CalibrationQuality } from './metrics/calibration-error.ts'
export { calibrationQuality } from './metrics/calibration-error.ts'
export { Ranking } from './metrics/ranked-groups.ts'
export { FALSE_BUDGETS, recallAtFalse } from './metrics/recall-at-false.ts'
export { measureQuality, type Quality, type QualityOptions } from './quality.ts'
export {
  type ErrorWithCause,
  judgeRun,
  type RankedServer,
  type RunVerdict,
} from './verdict-of-run.ts'
