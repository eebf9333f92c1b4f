import { PAST_DAYS_MAX } from '../../../country/index.ts'
import {
  baselines,
  type JudgedEndpoint,
  type KnownEndpoint,
} from '../../../verdicts/evaluate/index.ts'
import {
  type Candidate,
  detect,
  FEATURES,
  foldFlows,
  type Sample,
} from '../../../verdicts/index.ts'
import {
  type CountryRequest,
  type CountrySite,
  countryTruth,
  openCountrySite,
} from '../country-site.ts'
import { judgeSite } from '../judge-site.ts'
import type { TruthTable } from '../truth-table.ts'
import type { SuiteRequest } from './suite.ts'

/** A site has been there for a week: what is new in it is known to be (decision 0029). */
export const PAST = { plan: { pastDays: PAST_DAYS_MAX } }
/** A day of a provider that has a past, and what is enough for a test. */
export const SIZE = { subscribers: 1_500, hours: 24, ...PAST }
export const QUICK_SIZE = { subscribers: 200, hours: 6, ...PAST }

/** Endpoints of one family are one idea of an attacker's: they stand or fall together. */
export function clusterOfPlanted(row: KnownEndpoint): string {
  return row.truth === 1 ? `family ${row.kind}` : `${row.address} ${row.port}`
}

/** Runs a country, judges it, lets `then` look at it while it is open. */
export async function judgeCountry<Answer>(
  request: SuiteRequest,
  country: CountryRequest,
  show: (text: string, share: number) => void,
  then: (site: CountrySite, rows: readonly JudgedEndpoint[], truth: TruthTable) => Promise<Answer>,
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
  return { rows, answer: await then(site, rows, truth) }
}

/** Judged rows as training rows; those that the evidence gate left out have no features. */
export function samplesOf(rows: readonly JudgedEndpoint[]): (Sample & { family: string })[] {
  return rows
    .filter((row) => row.score > Number.NEGATIVE_INFINITY)
    .map((row) => ({
      values: featureValues(row),
      label: row.truth === 1 ? (1 as const) : (0 as const),
      family: row.kind ?? '',
    }))
}

/** As the model wants them, in catalogue order. */
export function featureValues(row: JudgedEndpoint): Float64Array {
  return Float64Array.from(FEATURES, ({ name }) => row.facts[name] ?? Number.NaN)
}

const ACCESS = { purpose: 'c2-detection', actor: 'evaluate', reason: 'simulated flows' } as const

/** What detection, as it runs, says of all that the site holds now. */
export async function candidatesOf(
  site: CountrySite,
  request: SuiteRequest,
  limit: number,
): Promise<readonly Candidate[]> {
  const options = { ...site.view, access: ACCESS }
  await foldFlows(site.store.reader, options)
  const { candidates } = await detect(site.store.reader, request.model, {
    window: 'all',
    ...options,
    limit,
  })
  return candidates
}
