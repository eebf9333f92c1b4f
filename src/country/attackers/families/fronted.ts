import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** Behind a delivery network: to the router it is an edge like any other. */
export const FRONTED: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'fronted',
  name: { en: 'controller behind a delivery network', ja: 'CDNの背後のC&C' },
  ports: [443],
  intervalSeconds: [60, 900],
  jitter: [0.1, 0.5],
  sessionShare: 0,
  tlsShare: 1,
  messageOctets: [150, 900],
  replyOctets: [80, 900],
  answers: ['yes'],
  hosting: 'delivery-network',
}
