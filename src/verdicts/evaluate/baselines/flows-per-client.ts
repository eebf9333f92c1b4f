import { type Baseline, NO_OPINION } from './baseline.ts'

export const FLOWS_PER_CLIENT: Baseline = {
  name: 'flows-per-client',
  title: { en: 'Flows per client', ja: '端末あたりフロー数' },
  source: {
    en: 'One line anybody can write: records divided by clients.',
    ja: 'だれでも書ける1行の規則: フロー数÷端末数。',
  },
  score: ({ records, clients }) => (clients > 0 ? records / clients : NO_OPINION),
}
