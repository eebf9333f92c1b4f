import { type Baseline, NO_OPINION } from './baseline.ts'

export const REPUTATION_LIST: Baseline = {
  name: 'reputation-list',
  title: { en: 'Reputation lists alone', ja: 'レピュテーションリストのみ' },
  source:
    'What blocking by list would find: address and port listed at the time of the flows, then addresses listed without a port or with another.',
  score: ({ listed }) => (listed > 0 ? listed : NO_OPINION),
}
