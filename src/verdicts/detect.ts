import type { FlowReader } from '../flows/store/flow-reader.ts'
import { bandOf } from './bands.ts'
import { FALSE_POSITIVES_PER_DAY_DEFAULT, spendBudget } from './budget.ts'
import type { Candidate, Detection, DetectOptions } from './detection.ts'
import { type EndpointFeatures, extractFeatures } from './features/extract-features.ts'
import { CLIENTS_MIN_DEFAULT } from './fold/evidence-rules.ts'
import { explainScore, type Model, modelProbability, modelScore } from './model/model.ts'
import { explainRow } from './reasons/explain-row.ts'

/** Scores the endpoints of a window; the best `limit` come back with reasons. */
export async function detect(
  reader: FlowReader,
  model: Model,
  options: DetectOptions,
): Promise<Detection> {
  const minClients = options.minClients ?? CLIENTS_MIN_DEFAULT
  const { span, endpointCount, rows } = await extractFeatures(reader, { ...options, minClients })
  const scored = rows.map((row) => ({ row, score: modelScore(model, row.values) }))
  scored.sort((a, b) => b.score - a.score || compareRows(a.row, b.row))
  const budget = spendBudget(
    scored.map(({ score }) => modelProbability(model, score)),
    span.endMs - span.startMs,
    options.falsePositivesPerDay ?? FALSE_POSITIVES_PER_DAY_DEFAULT,
  )
  return {
    window: {
      from: new Date(span.startMs).toISOString(),
      to: new Date(span.endMs).toISOString(),
    },
    endpointCount,
    budget,
    candidates: scored
      .slice(0, Math.max(0, options.limit))
      .map(({ row, score }) => candidateOf(model, row, score, budget.suspectedFrom)),
  }
}

function candidateOf(
  model: Model,
  row: EndpointFeatures,
  score: number,
  suspectedFrom: number,
): Candidate {
  const { contributions } = explainScore(model, row.values)
  const { reasons, against, supporting } = explainRow(row, contributions)
  const probability = modelProbability(model, score)
  return {
    ...row.endpoint,
    probability,
    band: bandOf(probability, row, supporting, suspectedFrom),
    clients: row.facts.clients,
    reasons,
    against,
  }
}

/** Equal scores keep an order that does not depend on how the engine returned them. */
function compareRows(a: EndpointFeatures, b: EndpointFeatures): number {
  const byAddress = a.endpoint.address < b.endpoint.address ? -1 : 1
  if (a.endpoint.address !== b.endpoint.address) return byAddress
  return a.endpoint.port - b.endpoint.port
}
