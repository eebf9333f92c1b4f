import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** The address changes before anybody has listed it. */
export const FAST_FLUX: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'fast-flux',
  name: { en: 'fast flux', ja: 'ファストフラックス' },
  devices: ['pc', 'iot', 'server'],
  ports: [443, 80, 8080],
  oddPortShare: 0.4,
  intervalSeconds: [30, 300],
  jitter: [0, 0.4],
  sessionShare: 0,
  hosting: 'fast-flux',
  activities: ['spam', 'none', 'flood'],
}
