import { formatEndpoint } from '../../core/endpoint.ts'
import type { TimeSpan } from '../../core/time-span.ts'
import type { FoldingPlace } from '../../flows/store/fold-pending.ts'
import type { ScratchReader } from '../../flows/store/scratch.ts'
import {
  type Baseline,
  type BaselineFacts,
  type JudgedEndpoint,
  readBaselineFacts,
} from '../../verdicts/evaluate/index.ts'
import {
  type EndpointFeatures,
  extractFeatures,
  FEATURES,
  foldFlows,
  type Model,
} from '../../verdicts/index.ts'
import type { KnownControllers } from '../../verdicts/labels/index.ts'
import { modelProbability, modelScore } from '../../verdicts/model/model.ts'
import type { LabelledEndpoint, TruthTable } from './truth-table.ts'

/** Whose data it is and what may be a candidate; as detection takes it. */
export type SiteView = {
  readonly minClients: number
  readonly subscriberPrefixes: readonly string[]
  readonly upstreamInterfaces: readonly number[]
  /** What is judged; what lies before it is remembered. All that there is where none is given. */
  readonly window?: TimeSpan
  /** What reputation lists know; none is asked where there is none. */
  readonly known?: KnownControllers
}

export type SiteQuestion = {
  readonly capture: string
  readonly truth: TruthTable
  readonly flowsMin: number
  readonly view: SiteView
  readonly model: Model
  readonly baselines: readonly Baseline[]
  readonly listedAt?: (endpoint: LabelledEndpoint['endpoint']) => number
}

const ACCESS = {
  purpose: 'c2-detection',
  actor: 'evaluate',
  reason: 'labelled flows',
} as const

/**
 * Scores every labelled endpoint of a loaded site with the detector and with every baseline. What the
 * evidence gate leaves out stays in, last: a controller that is never looked at is a miss.
 */
export async function judgeSite(
  reader: ScratchReader & FoldingPlace,
  question: SiteQuestion,
): Promise<JudgedEndpoint[]> {
  const options = { window: 'all' as const, ...question.view, access: ACCESS }
  await foldFlows(reader, options)
  const { rows } = await extractFeatures(reader, options)
  const facts =
    question.baselines.length === 0
      ? undefined
      : await readBaselineFacts(reader, {
          ...options,
          recordsMin: Math.max(1, Math.floor(question.flowsMin / 2)),
          ...(question.listedAt ? { listedAt: question.listedAt } : {}),
        })
  const features = new Map(rows.map((row) => [formatEndpoint(row.endpoint), row]))
  return [...question.truth]
    .filter(([text, one]) => one.certainFlows >= question.flowsMin || features.has(text))
    .map(([text, one]) => judge(one, features.get(text), facts?.get(text), question))
}

/** The endpoints of a capture that nothing is known of, without scores. */
export function unjudged(
  truth: TruthTable,
  capture: string,
  { flowsMin, model, baselines }: Pick<SiteQuestion, 'flowsMin' | 'model' | 'baselines'>,
): JudgedEndpoint[] {
  return [...truth.values()]
    .filter((one) => one.certainFlows >= flowsMin)
    .map((one) => judge(one, undefined, undefined, { capture, model, baselines }))
}

function judge(
  labelled: LabelledEndpoint,
  row: EndpointFeatures | undefined,
  facts: BaselineFacts | undefined,
  { capture, model, baselines }: Pick<SiteQuestion, 'capture' | 'model' | 'baselines'>,
): JudgedEndpoint {
  const score = row ? modelScore(model, row.values) : Number.NEGATIVE_INFINITY
  return {
    ...labelled.endpoint,
    capture,
    truth: labelled.truth,
    kind: labelled.kind,
    flows: labelled.flows,
    clients: row?.facts.clients,
    sampling: labelled.samplingMax,
    score,
    scoreWithoutPorts: row ? modelScore(model, withoutPorts(row.values)) : Number.NEGATIVE_INFINITY,
    probability: row ? modelProbability(model, score) : 0,
    baselines: Object.fromEntries(
      baselines.map((baseline) => [
        baseline.name,
        facts ? baseline.score(facts) : Number.NEGATIVE_INFINITY,
      ]),
    ),
    facts: row ? Object.fromEntries(FEATURES.map(({ name }, i) => [name, row.values[i]!])) : {},
  }
}

/** The same row as if nothing were known of its port: a missing value, as the trees learnt it. */
export function withoutPorts(values: Float64Array): Float64Array {
  return values.map((value, i) => (FEATURES[i]!.group === 'port' ? Number.NaN : value))
}
