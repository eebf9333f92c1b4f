import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** Looks at popular sites before each contact. */
export const DECOY: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'decoy',
  name: { en: 'hides among visits to popular sites', ja: '有名サイトの閲覧に紛れる型' },
  ports: [443, 80],
  oddPortShare: 0.1,
  intervalSeconds: [60, 900],
  jitter: [0, 0.5],
  sessionShare: 0,
  tlsShare: 0.8,
  decoys: [2, 6],
}
