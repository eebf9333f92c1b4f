import { SeededRandom } from '../../../core/random.ts'
import {
  type JudgedEndpoint,
  type KnownEndpoint,
  measureQuality,
} from '../../../verdicts/evaluate/index.ts'
import { drawHeldLists } from '../../training/drawn-lists.ts'
import { type CountrySite, countryTruth } from '../country-site.ts'
import { judgeSite } from '../judge-site.ts'
import type { ScoreOf } from './by-controller.ts'
import { clusterOfPlanted } from './country-rows.ts'
import type { SuiteRequest } from './suite.ts'

/** The same country once more, judged by somebody who holds lists that know a part of its controllers. */
export async function judgeWithLists(
  site: CountrySite,
  request: SuiteRequest,
  seed: number,
): Promise<readonly JudgedEndpoint[]> {
  const { flowsMin, model } = request
  const known = drawHeldLists(new SeededRandom(seed).fork('lists'), site.planted.keys())
  return judgeSite(site.store.reader, {
    capture: site.name,
    truth: await countryTruth(site, flowsMin),
    flowsMin,
    view: { ...site.view, known },
    model,
    baselines: [],
  })
}

export type WorthOfLists = {
  readonly prAuc: number
  readonly found: number
  readonly of: number
}

/** PR-AUC and what is found at one false endpoint per 10,000 benign. */
export function worthOf(
  rows: readonly JudgedEndpoint[],
  scoreOf: ScoreOf,
  seed: number,
): WorthOfLists {
  const known = rows.filter((row): row is KnownEndpoint => row.truth !== null)
  const { prAuc, recallAtFalse } = measureQuality(known, scoreOf, {
    seed,
    clusterOf: clusterOfPlanted,
  })
  const { found, positives } = recallAtFalse['1']!
  return { prAuc, found, of: positives }
}
