import { FEATURE_NAMES } from './features/catalogue.ts'
import type { Model } from './model/model.ts'
import { parseModel } from './model/model-file.ts'

/** Reads a model file made for the features of this version; throws a `VerdictError` otherwise. */
export function loadModel(json: unknown): Model {
  return parseModel(json, FEATURE_NAMES)
}
