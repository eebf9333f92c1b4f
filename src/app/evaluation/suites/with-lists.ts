import { SeededRandom } from '../../../core/random.ts'
import type { JudgedEndpoint } from '../../../verdicts/evaluate/index.ts'
import { drawHeldLists } from '../../training/drawn-lists.ts'
import type { CountrySite } from '../country-site.ts'
import { judgeSite } from '../judge-site.ts'
import type { TruthTable } from '../truth-table.ts'
import type { SuiteRequest } from './suite.ts'

/** The same country once more, judged by somebody who holds lists that know a part of its controllers. */
export async function judgeWithLists(
  site: CountrySite,
  truth: TruthTable,
  { flowsMin, model }: SuiteRequest,
  seed: number,
): Promise<readonly JudgedEndpoint[]> {
  const known = drawHeldLists(new SeededRandom(seed).fork('lists'), site.planted.keys())
  return judgeSite(site.store.reader, {
    capture: site.name,
    truth,
    flowsMin,
    view: { ...site.view, known },
    model,
    baselines: [],
  })
}
