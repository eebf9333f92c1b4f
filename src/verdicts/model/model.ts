import type { ModelReference } from '../reference/reference.ts'
import type { BoostedTrees } from './boost.ts'
import { type Calibration, calibrated } from './calibrate.ts'
import { flatScores, flatTrees } from './flat-trees.ts'
import { TreeShap } from './tree-shap.ts'

/** What a model says about itself; shown beside every figure it makes. */
export type ModelCard = {
  readonly title: string
  /** What it was trained on, in plain words; synthetic data is called synthetic. */
  readonly trainedOn: string
  /** It has also learned from a site's own flows; else from synthetic ones only. */
  readonly hasOwnFlows?: boolean | undefined
  readonly seeds: { readonly training: readonly number[]; readonly calibration: readonly number[] }
  readonly samples: {
    readonly training: number
    readonly trainingPositive: number
    readonly calibration: number
    readonly calibrationPositive: number
  }
  /** Quality on the calibration samples, which no tree has seen. */
  readonly heldOut: {
    readonly prAuc: number
    readonly within10: number
    readonly positives: number
  }
  readonly limits: readonly string[]
}

/** A trained detector: several boosted ensembles, averaged, and a calibration of their mean. */
export type Model = {
  readonly version: 1
  /** Names of the features, in the order of the values a row must have. */
  readonly features: readonly string[]
  readonly bags: readonly BoostedTrees[]
  readonly calibration: Calibration
  /** What it was trained and measured on, condensed; a model of an earlier version has none. */
  readonly reference?: ModelReference | undefined
  readonly card: ModelCard
}

/** Log odds before calibration; what ranks. */
export function modelScore(model: Pick<Model, 'bags'>, row: ArrayLike<number>): number {
  return flatScores(flatTrees(model.bags), [row])[0]!
}

/** The same of many rows, a third faster than one by one. */
export function modelScores(
  model: Pick<Model, 'bags'>,
  rows: readonly ArrayLike<number>[],
): Float64Array {
  return flatScores(flatTrees(model.bags), rows)
}

export function modelProbability(model: Model, score: number): number {
  return calibrated(model.calibration, score)
}

export type Explanation = {
  /** The score of a row of which nothing is known. */
  readonly base: number
  /** Log odds each feature adds to it; base + sum = modelScore. */
  readonly contributions: Float64Array
}

export function explainScore(model: Pick<Model, 'bags'>, row: ArrayLike<number>): Explanation {
  const contributions = new Float64Array(row.length)
  const shap = new TreeShap()
  let base = 0
  for (const bag of model.bags) {
    base += bag.base
    for (const tree of bag.trees) base += shap.add(tree, row, contributions)
  }
  const bagCount = model.bags.length
  for (let i = 0; i < contributions.length; i++) contributions[i]! /= bagCount
  return { base: base / bagCount, contributions }
}
