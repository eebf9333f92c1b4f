import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** The server sends PING as text, the bot answers; on odd ports. */
export const GAFGYT: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'gafgyt',
  name: { en: 'Gafgyt-like IoT bot', ja: 'Gafgyt型IoTボット' },
  devices: ['iot', 'server'],
  ports: [23, 839, 6982, 42_516],
  oddPortShare: 0.6,
  intervalSeconds: [20, 90],
  jitter: [0, 0.1],
  sessionShare: 1,
  tlsShare: 0,
  messageOctets: [4, 30],
  replyOctets: [4, 30],
  serverDrivenShare: 0.8,
  transfersPerDay: [2, 20],
  transferOctetsMax: 600,
  paddingShare: 0,
  namedShare: 0.15,
  activities: ['telnet-scan', 'flood', 'none'],
  commandedShare: 0.4,
}
