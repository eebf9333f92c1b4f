import { z } from 'zod'
import { VerdictError } from '../errors.ts'
import type { ModelReference } from '../reference/reference.ts'
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

const share = z.number().min(0).max(1)
const ReferenceSchema = z.object({
  scale: z.object({
    shares: z.array(share),
    quantiles: z.array(numbers),
    missing: numbers,
  }),
  histograms: z.object({
    edges: z.array(numbers),
    views: z.array(z.object({ view: z.string(), count: z.number(), shares: z.array(numbers) })),
  }),
  exemplars: z.array(
    z.object({ kind: z.string(), isPlanted: z.boolean(), ranks: z.array(z.number().nullable()) }),
  ),
  novelty: z.object({ count: z.number(), shares: z.array(share), distances: numbers }),
  reliability: z.object({
    count: z.number(),
    positives: z.number(),
    expectedError: z.number(),
    expectedErrorLikely: z.number().nullable(),
    bins: z.array(
      z.object({
        from: z.number(),
        to: z.number(),
        count: z.number(),
        positives: z.number(),
        meanProbability: z.number(),
        observed: z.number(),
      }),
    ),
  }),
  curves: z.array(
    z.object({
      view: z.string(),
      endpoints: z.number(),
      planted: z.number(),
      prAuc: z.number(),
      points: z.array(z.object({ recall: share, precision: share })),
    }),
  ),
})

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
  reference: ReferenceSchema.optional(),
  card: z.object({
    title: z.string(),
    trainedOn: z.string(),
    hasOwnFlows: z.boolean().optional(),
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
  if (model.reference && !fits(model.reference, features.length))
    throw new VerdictError('MODEL_INVALID', 'the reference of the model is of other features')
  if (model.bags.some((bag) => bag.trees.some((tree) => usesBeyond(tree, features.length))))
    throw new VerdictError(
      'MODEL_INVALID',
      'a tree splits on a feature that the model does not list',
    )
  return model
}

/** One line per tree, numbers to 7 digits: small, and a retrained model is a readable diff. */
export function formatModel(model: Model): string {
  const { bags, reference, ...rest } = model
  const lines = bags.map((bag) => {
    const trees = bag.trees.map((tree) => `    ${JSON.stringify(shortened(tree))}`)
    return `  {"base":${bag.base},"trees":[\n${trees.join(',\n')}\n  ]}`
  })
  const head = JSON.stringify(rest, null, 1).replace(/\n\}$/, '')
  const kept = reference ? `,\n "reference":${formatReference(reference)}` : ''
  return `${head}${kept},\n "bags":[\n${lines.join(',\n')}\n ]\n}\n`
}

/** One line for each part, and for each exemplar: a retrained reference is a readable diff too. */
function formatReference({ exemplars, ...rest }: ModelReference): string {
  const parts = Object.entries(rest).map(([name, part]) => `  "${name}":${JSON.stringify(part)}`)
  const examples = exemplars.map((exemplar) => `   ${JSON.stringify(exemplar)}`)
  return `{\n${parts.join(',\n')},\n  "exemplars":[\n${examples.join(',\n')}\n  ]\n }`
}

function fits(reference: ModelReference, featureCount: number): boolean {
  const { scale, histograms, exemplars } = reference
  return (
    [scale.quantiles, scale.missing, histograms.edges].every(
      ({ length }) => length === featureCount,
    ) &&
    scale.quantiles.every((row) => row.length === 0 || row.length === scale.shares.length) &&
    exemplars.every(({ ranks }) => ranks.length === featureCount) &&
    histograms.views.every(
      ({ shares }) =>
        shares.length === featureCount &&
        shares.every((bins, i) => bins.length === histograms.edges[i]!.length + 2),
    )
  )
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
