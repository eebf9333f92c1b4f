import { PURPOSES } from '../core/flow-access.ts'
import type { NoticeFacts } from './facts.ts'

/** What a small provider would state. */
export const FACTS: NoticeFacts = {
  format: 1,
  isDemonstration: false,
  operator: { ja: '例示インターネット株式会社', en: 'Example Internet K.K.' },
  contact: { ja: '電話 03-0000-0000', en: 'telephone +81 3 0000 0000' },
  optOut: { ja: '会員ページの「同意の変更」から', en: 'under "consents" on your page' },
  columns: ['start_at', 'src_address', 'dst_address', 'dst_port', 'protocol', 'octets'],
  tunnels: [],
  purposes: Object.entries(PURPOSES).map(([id, { ja, en, ground }]) => ({
    id,
    name: { ja, en },
    ground,
  })),
  flowDays: 7,
  trafficDays: 35,
  readers: ['analyst', 'approver'],
  isStoredElsewhere: false,
  graceDays: 7,
}
