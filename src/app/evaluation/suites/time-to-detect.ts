import { formatEndpoint } from '../../../core/endpoint.ts'
import { HOUR_MS } from '../../../core/time-span.ts'
import type { JudgedEndpoint } from '../../../verdicts/evaluate/index.ts'
import { extractFeatures, type Model } from '../../../verdicts/index.ts'
import { modelScore } from '../../../verdicts/model/model.ts'
import type { CountrySite } from '../country-site.ts'

/** Hours of the run after which detection is tried again. */
const TRIED_AFTER_HOURS = [1, 2, 3, 4, 6, 8, 12, 16, 20, 24]
const ACCESS = { purpose: 'c2-detection', actor: 'evaluate', reason: 'simulated flows' } as const

export type Timed = {
  readonly family: string
  readonly bots: number
  /** null: not within the run. */
  readonly hours: number | null
}

/** When each planted controller first stands above every benign endpoint of the whole day. */
export async function timeToDetect(
  site: CountrySite,
  model: Model,
  rows: readonly JudgedEndpoint[],
): Promise<Timed[]> {
  const highest = rows
    .filter((row) => row.truth === 0)
    .reduce((max, row) => Math.max(max, row.score), Number.NEGATIVE_INFINITY)
  const first = new Map<string, number>()
  for (const hours of TRIED_AFTER_HOURS.filter((tried) => tried <= site.hours)) {
    const extraction = await extractFeatures(site.store.reader, {
      ...site.view,
      window: { startMs: site.startMs, endMs: site.startMs + hours * HOUR_MS },
      access: ACCESS,
    })
    for (const row of extraction.rows) {
      const text = formatEndpoint(row.endpoint)
      if (!site.planted.has(text) || first.has(text)) continue
      if (modelScore(model, row.values) > highest) first.set(text, hours)
    }
  }
  return [...site.planted].map(([text, { family, bots }]) => ({
    family,
    bots,
    hours: first.get(text) ?? null,
  }))
}
