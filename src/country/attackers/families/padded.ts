import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** Random octets and random waits, so that no two contacts are alike. */
export const PADDED: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'padded',
  name: { en: 'padded and jittered', ja: 'サイズ・間隔をかく乱する型' },
  ports: [443, 8443, 80],
  oddPortShare: 0.3,
  intervalSeconds: [30, 900],
  jitter: [0.3, 0.5],
  gridShare: 0.3,
  sessionShare: 0,
  sizeSpread: [0.3, 0.9],
  paddingShare: 1,
  paddingOctets: [400, 8000],
}
