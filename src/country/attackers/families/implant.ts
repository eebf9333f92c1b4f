import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** A tool of intruders: seconds between contacts, a full TLS handshake each time, tasks in bursts. */
export const IMPLANT: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'implant',
  name: {
    en: 'intruder’s implant, polling in seconds',
    ja: '侵入者のインプラント（秒単位のポーリング）',
  },
  ports: [443, 8443, 8443, 8080, 4443, 80],
  oddPortShare: 0.3,
  intervalSeconds: [2, 60],
  jitter: [0, 0.5],
  gridShare: 0.1,
  sessionShare: 0,
  tlsShare: 0.8,
  messageOctets: [120, 900],
  replyOctets: [60, 1500],
  burstsPerDay: [2, 20],
  transfersPerDay: [5, 60],
  transferOctetsMax: 1_000_000,
}
