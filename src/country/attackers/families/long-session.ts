import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** One encrypted connection for hours, through which the server speaks. */
export const LONG_SESSION: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'long-session',
  name: { en: 'encrypted connection that stays open', ja: '暗号化された常時接続型' },
  devices: ['pc', 'server', 'iot'],
  ports: [443, 8443, 8883, 22],
  oddPortShare: 0.2,
  intervalSeconds: [20, 300],
  jitter: [0, 0.2],
  sessionShare: 1,
  sessionHours: [1, 24],
  tlsShare: 0.9,
  serverDrivenShare: 0.6,
  messageOctets: [20, 160],
  replyOctets: [20, 160],
  burstsPerDay: [0, 8],
  activities: ['none', 'none', 'flood'],
}
