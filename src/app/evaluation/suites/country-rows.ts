import {
  baselines,
  type ForestSample,
  type JudgedEndpoint,
} from '../../../verdicts/evaluate/index.ts'
import { FEATURES, type Sample } from '../../../verdicts/index.ts'
import {
  type CountryRequest,
  type CountrySite,
  countryTruth,
  openCountrySite,
} from '../country-site.ts'
import { judgeSite } from '../judge-site.ts'
import type { SuiteRequest } from './suite.ts'

/** Runs a country, judges it, lets `then` look at it while it is open. */
export async function judgeCountry<Answer>(
  request: SuiteRequest,
  country: CountryRequest,
  show: (text: string, share: number) => void,
  then: (site: CountrySite, rows: readonly JudgedEndpoint[]) => Promise<Answer>,
): Promise<{ rows: readonly JudgedEndpoint[]; answer: Answer }> {
  await using site = await openCountrySite(country, (share) => show('living', share * 0.6))
  show('scoring', 0.7)
  const truth = await countryTruth(site, request.flowsMin)
  const rows = await judgeSite(site.store.reader, {
    capture: site.name,
    truth,
    flowsMin: request.flowsMin,
    view: site.view,
    model: request.model,
    baselines: baselines({ hasLists: false, forest: request.forest }),
  })
  return { rows, answer: await then(site, rows) }
}

/** Judged rows as training rows; those that the evidence gate left out have no features. */
export function samplesOf(rows: readonly JudgedEndpoint[]): (Sample & { family: string })[] {
  return rows
    .filter((row) => row.score > Number.NEGATIVE_INFINITY)
    .map((row) => ({
      values: Float64Array.from(FEATURES, ({ name }) => row.facts[name] ?? Number.NaN),
      label: row.truth === 1 ? (1 as const) : (0 as const),
      family: row.kind ?? '',
    }))
}

export type { ForestSample }
