import { type Baseline, NO_OPINION } from './baseline.ts'

export const ELASTIC: Baseline = {
  name: 'elastic',
  title: { en: 'Elastic beaconing rule', ja: 'Elasticビーコン判定' },
  source: {
    en: 'elastic/integrations, packages/beaconing, pivot_transform 1.3.3: 60 s buckets in 6 h windows. It groups by host and process; flows know no process, so a pair of client and endpoint stands for it, and its list of process names is left out.',
    ja: 'elastic/integrations の pivot_transform 1.3.3。6時間を60秒ごとに区切ります。フロー情報にプロセス名はないため、端末とエンドポイントの組で代えています。',
  },
  score: ({ elasticMax }) => (elasticMax > 0 ? elasticMax : NO_OPINION),
}
