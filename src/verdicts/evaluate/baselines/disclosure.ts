import type { Baseline } from './baseline.ts'
import { DISCLOSURE_FEATURES } from './disclosure-features.ts'
import { type Forest, type ForestSample, forestScore, trainForest } from './forest.ts'

/** DISCLOSURE's features with a forest trained on the countries the detector was trained on. */
export function disclosureBaseline(forest: Forest): Baseline {
  return {
    name: 'disclosure',
    title: { en: 'DISCLOSURE features, forest', ja: 'DISCLOSURE特徴量＋森' },
    source: {
      en: 'Bilge et al., ACSAC 2012, after De Cao’s description of the features; a forest of our own, trained on simulated countries, without the external reputation scores.',
      ja: 'Bilgeほか（ACSAC 2012）の特徴量をDe Caoの記述に従って再現し、模擬国で学習した森を用いています。外部の評判スコアは含みません。',
    },
    score: ({ disclosure }) => forestScore(forest, disclosure),
  }
}

export function trainDisclosure(samples: readonly ForestSample[], seed: number): Forest {
  return trainForest(samples, DISCLOSURE_FEATURES, seed)
}
