import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** First a note that a victim is there, then the program itself, then its controller. */
export const STAGED: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'staged',
  name: { en: 'loader in stages', ja: '多段階型（初期接触・配布・制御）' },
  devices: ['pc', 'iot'],
  ports: [443, 8080, 80],
  oddPortShare: 0.4,
  intervalSeconds: [30, 600],
  jitter: [0, 0.4],
  sessionShare: 0.3,
  transfersPerDay: [2, 20],
  transferOctetsMax: 200_000,
  hosting: 'staged',
  activities: ['spam', 'telnet-scan', 'none'],
}
