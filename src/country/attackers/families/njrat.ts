import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** A remote control kept open and tried again and again; its home is often switched off. */
export const NJRAT: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'njrat',
  name: { en: 'remote access trojan (NjRAT-like)', ja: '遠隔操作型マルウェア（NjRAT型）' },
  devices: ['pc'],
  ports: [1177, 5552],
  oddPortShare: 0.5,
  intervalSeconds: [8, 30],
  jitter: [0, 0.2],
  gridShare: 0.1,
  sessionShare: 0,
  answers: ['none', 'none', 'reset'],
  activities: ['none'],
}
