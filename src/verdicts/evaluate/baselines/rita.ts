import { type Baseline, NO_OPINION } from './baseline.ts'

export const RITA: Baseline = {
  name: 'rita',
  title: { en: 'RITA beacon score', ja: 'RITAビーコンスコア' },
  source: {
    en: 'activecm/rita v5, analysis/beacons.go at a3c5150; the score of the best pair of an endpoint. Its prevalence, threat-feed and long-connection modifiers need data that flows do not have.',
    ja: 'activecm/rita v5（a3c5150）の定義。エンドポイントの最良の組のスコアです。普及度や脅威情報による補正は、フロー情報にないため省いています。',
  },
  score: ({ ritaMax }) => (Number.isNaN(ritaMax) ? NO_OPINION : ritaMax),
}
