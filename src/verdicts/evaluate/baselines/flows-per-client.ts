import { type Baseline, NO_OPINION } from './baseline.ts'

export const FLOWS_PER_CLIENT: Baseline = {
  name: 'flows-per-client',
  title: { en: 'Flows per client', ja: '端末あたりフロー数' },
  source: 'One line anybody can write: records divided by clients.',
  score: ({ records, clients }) => (clients > 0 ? records / clients : NO_OPINION),
}
