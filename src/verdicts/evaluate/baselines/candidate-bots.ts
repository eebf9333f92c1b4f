import { type Baseline, NO_OPINION } from './baseline.ts'

export const CANDIDATE_BOTS: Baseline = {
  name: 'candidate-bots',
  title: { en: 'Candidate bots per server', ja: 'ボット候補数' },
  source:
    'US patent 11,997,121 B2 (Araki, Hu, Kamiya, Tanikawa; NTT): clients with a high ratio of SYNs are candidate bots; servers are ordered by how many of them got past a SYN. Its threshold is not published: half of at least 20 TCP records here.',
  score: ({ candidateBots }) => (candidateBots > 0 ? candidateBots : NO_OPINION),
}
