import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** Asks by HTTP or HTTPS whether there is work. */
export const HTTP_BEACON: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'http-beacon',
  name: { en: 'HTTP(S) polling bot', ja: 'HTTP(S)ポーリング型ボット' },
  ports: [443, 443, 80],
  intervalSeconds: [30, 600],
  jitter: [0.1, 0.3],
  gridShare: 0.2,
  sessionShare: 0,
  tlsShare: 0.7,
  messageOctets: [150, 700],
  replyOctets: [80, 500],
  transfersPerDay: [2, 30],
  transferOctetsMax: 300_000,
  activities: ['none', 'none', 'spam'],
}
