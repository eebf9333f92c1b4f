import { type Baseline, NO_OPINION } from './baseline.ts'

export const REPUTATION_LIST: Baseline = {
  name: 'reputation-list',
  title: { en: 'Reputation lists alone', ja: 'レピュテーションリストのみ' },
  source: {
    en: 'What blocking by list would find: address and port, then the address alone. The lists are asked without regard to time, which favours them.',
    ja: 'リストの照合だけで見つかるもの。アドレスとポートの一致、次にアドレスのみの一致の順です。時期を問わず照合するため、リストに有利です。',
  },
  score: ({ listed }) => (listed > 0 ? listed : NO_OPINION),
}
