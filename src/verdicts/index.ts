/**
 * From flows to candidates with reasons: evidence gate, features, calibrated trees, sentences.
 * docs/explanation/detection.md says how and why.
 */
export {
  type Band,
  SHARE_PROBABILITY_MIN,
  SUSPECTED_PROBABILITY_MIN,
} from './bands.ts'
export { detect } from './detect.ts'
export type { Candidate, Detection, DetectOptions, Reason, ScoredEndpoint } from './detection.ts'
export { VerdictError, type VerdictErrorCode } from './errors.ts'
export { FEATURE_NAMES, FEATURES } from './features/catalogue.ts'
export {
  type EndpointFeatures,
  type Extraction,
  extractFeatures,
} from './features/extract-features.ts'
export { EVIDENCE_GROUPS, type EvidenceGroup, type FeatureDefinition } from './features/feature.ts'
export type { ExtractOptions } from './fold/extract-options.ts'
export { type FoldOptions, foldFlows } from './fold/fold-flows.ts'
export { loadModel } from './load-model.ts'
export type { Model, ModelCard } from './model/model.ts'
export { formatModel } from './model/model-file.ts'
export { evaluateRanking, type RankingQuality } from './model/ranking.ts'
export { type Sample, type TrainingOptions, trainModel } from './model/train-model.ts'
