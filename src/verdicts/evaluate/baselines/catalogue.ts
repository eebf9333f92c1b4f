import type { Bilingual } from '../../../core/bilingual.ts'
import type { Baseline } from './baseline.ts'
import { CANDIDATE_BOTS } from './candidate-bots.ts'
import { disclosureBaseline } from './disclosure.ts'
import { ELASTIC } from './elastic.ts'
import { FLOWS_PER_CLIENT } from './flows-per-client.ts'
import type { Forest } from './forest.ts'
import { ODD_PORT } from './odd-port.ts'
import { REPUTATION_LIST } from './reputation-list.ts'
import { RITA } from './rita.ts'

/** @param available what this run has beside flows: lists to look up, a forest to ask */
export function baselines(available: {
  readonly hasLists: boolean
  readonly forest?: Forest | undefined
}): readonly Baseline[] {
  return [
    ...(available.hasLists ? [REPUTATION_LIST] : []),
    RITA,
    ELASTIC,
    ...(available.forest ? [disclosureBaseline(available.forest)] : []),
    CANDIDATE_BOTS,
    FLOWS_PER_CLIENT,
    ODD_PORT,
  ]
}

const NAMED: readonly Pick<Baseline, 'name' | 'title' | 'source'>[] = baselines({
  hasLists: true,
  forest: { features: [], trees: [] },
})

/** Title and source of a baseline that a run has by name. */
export function baselineSource(name: string): {
  readonly title: Bilingual
  readonly source: Bilingual
} {
  const found = NAMED.find((baseline) => baseline.name === name)
  return found ?? { title: { en: name, ja: name }, source: { en: '', ja: '' } }
}

export function baselineTitle(name: string): Bilingual {
  return baselineSource(name).title
}
