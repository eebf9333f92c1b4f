import { z } from 'zod'
import { VerdictError } from '../errors.ts'
import type { Model } from './model.ts'
import { TREE_DEPTH_MAX, type Tree } from './tree.ts'

const numbers = z.array(z.number())
/** A model file comes from outside: a tree that points backwards would never end. */
const TreeSchema = z
  .object({
    feature: z.array(z.int()),
    threshold: numbers,
    missingLeft: numbers,
    left: z.array(z.int()),
    right: z.array(z.int()),
    value: numbers,
    cover: numbers,
  })
  .refine(
    isWellFormed,
    'a tree has a node outside itself, one that points backwards, or is too deep',
  )

const ModelSchema = z.object({
  version: z.literal(1),
  features: z.array(z.string()).min(1),
  bags: z.array(z.object({ base: z.number(), trees: z.array(TreeSchema) })).min(1),
  calibration: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('platt'), slope: z.number(), intercept: z.number() }),
    z
      .object({
        kind: z.literal('isotonic'),
        scores: numbers.min(1),
        probabilities: numbers.min(1),
      })
      .refine((curve) => curve.scores.length === curve.probabilities.length, 'uneven curve'),
  ]),
  card: z.object({
    title: z.string(),
    trainedOn: z.string(),
    seeds: z.object({ training: numbers, calibration: numbers }),
    samples: z.object({
      training: z.number(),
      trainingPositive: z.number(),
      calibration: z.number(),
      calibrationPositive: z.number(),
    }),
    heldOut: z.object({ prAuc: z.number(), within10: z.number(), positives: z.number() }),
    limits: z.array(z.string()),
  }),
})

/**
 * Reads a model file. Throws `MODEL_INVALID` for what is no model, `MODEL_FEATURES_MISMATCH` for one
 * trained on other features than this version extracts.
 *
 * @param features names in catalogue order
 */
export function parseModel(json: unknown, features: readonly string[]): Model {
  const parsed = ModelSchema.safeParse(typeof json === 'string' ? parseJson(json) : json)
  if (!parsed.success)
    throw new VerdictError('MODEL_INVALID', `not a model file: ${z.prettifyError(parsed.error)}`)
  const model = parsed.data
  const differs =
    model.features.length !== features.length ||
    model.features.some((name, i) => name !== features[i])
  if (differs) {
    const missing = features.filter((name) => !model.features.includes(name))
    const unknown = model.features.filter((name) => !features.includes(name))
    throw new VerdictError(
      'MODEL_FEATURES_MISMATCH',
      `the model was trained on other features (it lacks: ${missing.join(', ') || 'none'}; only it has: ${unknown.join(', ') || 'none'}); train it again`,
    )
  }
  if (model.bags.some((bag) => bag.trees.some((tree) => usesBeyond(tree, features.length))))
    throw new VerdictError(
      'MODEL_INVALID',
      'a tree splits on a feature that the model does not list',
    )
  return model
}

/** One line per tree, numbers to 7 digits: small, and a retrained model is a readable diff. */
export function formatModel(model: Model): string {
  const { bags, ...rest } = model
  const lines = bags.map((bag) => {
    const trees = bag.trees.map((tree) => `    ${JSON.stringify(shortened(tree))}`)
    return `  {"base":${bag.base},"trees":[\n${trees.join(',\n')}\n  ]}`
  })
  const head = JSON.stringify(rest, null, 1).replace(/\n\}$/, '')
  return `${head},\n "bags":[\n${lines.join(',\n')}\n ]\n}\n`
}

function shortened(tree: Tree): Tree {
  const short = (values: readonly number[]): number[] =>
    values.map((value) => Number(value.toPrecision(7)))
  return {
    ...tree,
    threshold: short(tree.threshold),
    value: short(tree.value),
    cover: short(tree.cover),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new VerdictError('MODEL_INVALID', 'a model file is JSON; this is not', { cause })
  }
}

function isWellFormed(tree: Tree): boolean {
  const count = tree.feature.length
  const sides = [tree.threshold, tree.missingLeft, tree.left, tree.right, tree.value, tree.cover]
  if (count === 0 || sides.some((side) => side.length !== count)) return false
  const depths = new Uint8Array(count)
  return tree.feature.every((feature, node) => {
    if (feature < 0) return true
    return [tree.left[node]!, tree.right[node]!].every((child) => {
      if (child <= node || child >= count) return false
      depths[child] = depths[node]! + 1
      return depths[child]! <= TREE_DEPTH_MAX
    })
  })
}

function usesBeyond(tree: Tree, featureCount: number): boolean {
  return tree.feature.some((feature) => feature >= featureCount)
}
