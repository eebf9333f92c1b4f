import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** Hours between contacts. */
export const SLOW: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'low-and-slow',
  name: { en: 'low and slow', ja: '低頻度型' },
  ports: [443, 443, 80, 8443],
  oddPortShare: 0.2,
  intervalSeconds: [3600, 28_800],
  jitter: [0, 0.5],
  sessionShare: 0,
  tlsShare: 0.8,
  messageOctets: [150, 2000],
  replyOctets: [60, 3000],
  transfersPerDay: [0.2, 2],
  transferOctetsMax: 200_000,
  paddingShare: 0.4,
}
