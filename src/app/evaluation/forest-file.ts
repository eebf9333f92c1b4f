import { readFileSync, writeFileSync } from 'node:fs'
import {
  DISCLOSURE_FEATURES,
  type Forest,
  type ForestSample,
  readBaselineFacts,
  trainDisclosure,
} from '../../verdicts/evaluate/index.ts'
import type { ProgressLine } from '../progress.ts'

/** The forest of the DISCLOSURE baseline, made by `evaluate --make-forest`. */
const SHIPPED = new URL(
  '../../verdicts/evaluate/baselines/disclosure-forest.model.json',
  import.meta.url,
)

/** Of the countries that models are trained on: seeds from 1001, each at another sampling. */
const COUNTRIES = [
  { seed: 1001, sampling: 1, subscribers: 300, hours: 12 },
  { seed: 1002, sampling: 10, subscribers: 700, hours: 12 },
  { seed: 1003, sampling: 100, subscribers: 700, hours: 12 },
  { seed: 1004, sampling: undefined, subscribers: 700, hours: 12 },
  { seed: 1005, sampling: 1000, subscribers: 1_200, hours: 24 },
  { seed: 1006, sampling: 1, subscribers: 200, hours: 12 },
] as const
const FOREST_SEED = 1001
const RECORDS_MIN = 5

/** `undefined` when the file is absent or of another set of features: the baseline is then left out. */
export function loadShippedForest(): Forest | undefined {
  let forest: Forest
  try {
    forest = JSON.parse(readFileSync(SHIPPED, 'utf8'))
  } catch {
    return undefined
  }
  const isOurs =
    forest.features.length === DISCLOSURE_FEATURES.length &&
    DISCLOSURE_FEATURES.every((name, i) => forest.features[i] === name)
  return isOurs ? forest : undefined
}

/** Trains the baseline's forest on simulated countries and writes it where it is shipped from. */
export async function makeForest(
  progress: ProgressLine,
): Promise<{ samples: number; positives: number }> {
  const { countryTruth, openCountrySite } = await import('./country-site.ts')
  const samples: ForestSample[] = []
  for (const [index, country] of COUNTRIES.entries()) {
    await using site = await openCountrySite({ ...country, minClients: 1 }, (share) =>
      progress.show(`country ${country.seed}`, (index + share) / COUNTRIES.length),
    )
    const truth = await countryTruth(site, RECORDS_MIN)
    const facts = await readBaselineFacts(site.store.reader, {
      ...site.view,
      window: 'all',
      recordsMin: RECORDS_MIN,
      access: { purpose: 'c2-detection', actor: 'evaluate', reason: 'simulated flows' },
    })
    for (const [text, { disclosure }] of facts) {
      const known = truth.get(text)
      if (known) samples.push({ values: disclosure, label: known.truth === 1 ? 1 : 0 })
    }
  }
  progress.finish()
  writeFileSync(SHIPPED, formatForest(trainDisclosure(samples, FOREST_SEED)))
  return {
    samples: samples.length,
    positives: samples.filter((sample) => sample.label === 1).length,
  }
}

/** One tree a line, numbers short: readable in a diff, and a tenth of the size. */
function formatForest(forest: Forest): string {
  const short = (value: number): number => Number(value.toPrecision(6))
  const trees = forest.trees.map((tree) =>
    JSON.stringify({
      ...tree,
      threshold: tree.threshold.map(short),
      value: tree.value.map(short),
      cover: tree.cover.map(short),
    }),
  )
  return `{"features":${JSON.stringify(forest.features)},"trees":[\n${trees.join(',\n')}\n]}\n`
}
