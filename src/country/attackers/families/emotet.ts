import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** A loader that posts a report every few minutes; spam follows. */
export const EMOTET: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'emotet',
  name: { en: 'mail-borne loader (Emotet-like)', ja: 'メール経由のローダ（Emotet型）' },
  devices: ['pc'],
  ports: [8080, 7080, 443],
  intervalSeconds: [300, 1500],
  jitter: [0.05, 0.3],
  gridShare: 0,
  sessionShare: 0,
  tlsShare: 0.4,
  messageOctets: [300, 1200],
  replyOctets: [140, 800],
  sizeSpread: [0.1, 0.4],
  transfersPerDay: [1, 8],
  transferOctetsMax: 400_000,
  activities: ['spam', 'spam', 'none'],
}
