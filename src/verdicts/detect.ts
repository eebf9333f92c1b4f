import type { ScratchReader } from '../flows/store/scratch.ts'
import { SUSPECTED_PROBABILITY_MIN } from './bands.ts'
import { baseRateText } from './base-rate-text.ts'
import { FALSE_POSITIVES_PER_DAY_DEFAULT, spendBudget } from './budget.ts'
import type { Detection, DetectOptions } from './detection.ts'
import { type EndpointFeatures, extractFeatures } from './features/extract-features.ts'
import { CLIENTS_MIN_DEFAULT } from './fold/evidence-rules.ts'
import { type Model, modelProbability, modelScores } from './model/model.ts'
import { explainCandidate } from './reasons/explain-candidate.ts'
import { yardstickOf } from './reasons/standing.ts'
import { shifted } from './site/site-calibration.ts'

/** Scores the endpoints of a window; the best `limit` come back with reasons. */
export async function detect(
  reader: ScratchReader,
  model: Model,
  options: DetectOptions,
): Promise<Detection> {
  const minClients = options.minClients ?? CLIENTS_MIN_DEFAULT
  const siteShift = options.siteShift ?? 0
  const { span, endpointCount, rows } = await extractFeatures(reader, { ...options, minClients })
  const scores = modelScores(
    model,
    rows.map(({ values }) => values),
  )
  const scored = rows.map((row, i) => {
    const score = scores[i]!
    return { row, score, probability: modelProbability(model, score) }
  })
  scored.sort((a, b) => b.score - a.score || compareRows(a.row, b.row))
  options.onScored?.(
    scored.map(({ row: { endpoint, values }, score, probability }) => ({
      endpoint,
      values,
      score,
      probability,
    })),
  )
  const budget = spendBudget(
    // What is never suspected costs nobody's time.
    scored
      .filter(({ row }) => !row.isFew)
      .map(({ probability }) => shifted(probability, siteShift)),
    span.endMs - span.startMs,
    options.falsePositivesPerDay ?? FALSE_POSITIVES_PER_DAY_DEFAULT,
  )
  const unsuspected = scored.filter(
    ({ probability }) => shifted(probability, siteShift) < SUSPECTED_PROBABILITY_MIN,
  )
  const yardstick = yardstickOf(
    unsuspected.map(({ row }) => row.values),
    model.reference,
  )
  return {
    window: {
      from: new Date(span.startMs).toISOString(),
      to: new Date(span.endMs).toISOString(),
    },
    endpointCount,
    budget,
    baseRate: baseRateText(budget, endpointCount),
    candidates: scored
      .slice(0, Math.max(0, options.limit))
      .map(({ row }) =>
        explainCandidate(model, row, { siteShift, suspectedFrom: budget.suspectedFrom, yardstick }),
      ),
  }
}

/** Equal scores keep an order that does not depend on how the engine returned them. */
function compareRows(a: EndpointFeatures, b: EndpointFeatures): number {
  const [one, other] = [a.endpoint, b.endpoint]
  if (one.address !== other.address) return one.address < other.address ? -1 : 1
  if (one.port !== other.port) return one.port - other.port
  return one.protocol < other.protocol ? -1 : 1
}
