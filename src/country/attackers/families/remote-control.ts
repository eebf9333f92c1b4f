import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** A remote control in use: small pings for hours, then a person at the screen. */
export const REMOTE_CONTROL: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'remote-control',
  name: { en: 'remote access trojan in use', ja: '遠隔操作型マルウェア（操作中）' },
  devices: ['pc'],
  ports: [1604, 3460, 4782, 6606, 7707],
  oddPortShare: 0.5,
  intervalSeconds: [10, 90],
  jitter: [0, 0.2],
  sessionShare: 1,
  sessionHours: [0.5, 12],
  tlsShare: 0.3,
  messageOctets: [8, 120],
  replyOctets: [4, 60],
  burstsPerDay: [2, 20],
  answers: ['yes', 'yes', 'flaky', 'none'],
}
