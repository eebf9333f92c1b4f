import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** Bots keep each other alive on odd ports, and all of them know one super-node. */
export const OVERLAY: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'p2p-overlay',
  name: { en: 'peer-to-peer overlay with a super-node', ja: 'P2P型（スーパーノード付き）' },
  devices: ['pc', 'server', 'iot'],
  udpShare: 0.6,
  ports: [7000],
  oddPortShare: 0.9,
  intervalSeconds: [40, 600],
  jitter: [0, 0.4],
  sessionShare: 0,
  messageOctets: [20, 300],
  replyOctets: [20, 600],
  hosting: 'overlay',
  activities: ['spam', 'none', 'flood'],
}
