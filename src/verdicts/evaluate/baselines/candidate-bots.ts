import { type Baseline, NO_OPINION } from './baseline.ts'

export const CANDIDATE_BOTS: Baseline = {
  name: 'candidate-bots',
  title: { en: 'Candidate bots per server', ja: 'ボット候補数' },
  source: {
    en: 'US patent 11,997,121 B2 (Araki, Hu, Kamiya, Tanikawa; NTT): clients with a high ratio of SYNs are candidate bots; servers are ordered by how many of them got past a SYN. Its threshold is not published: half of at least 20 TCP records here.',
    ja: '米国特許11,997,121 B2（NTT）。SYNの割合が高い端末をボット候補とし、SYNの先まで進んだ候補の数でサーバを並べます。しきい値は非公開のため、TCP 20件以上の半数としました。',
  },
  score: ({ candidateBots }) => (candidateBots > 0 ? candidateBots : NO_OPINION),
}
