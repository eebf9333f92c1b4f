import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** One small message each minute on a connection that stays open; the bots scan telnet. */
export const MIRAI: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'mirai',
  name: { en: 'Mirai-like IoT bot', ja: 'Mirai型IoTボット' },
  devices: ['iot'],
  ports: [23, 48_101, 1312, 666, 1791],
  oddPortShare: 0.6,
  intervalSeconds: [50, 180],
  jitter: [0, 0.05],
  sessionShare: 1,
  tlsShare: 0,
  messageOctets: [2, 12],
  replyOctets: [2, 12],
  transfersPerDay: [2, 20],
  transferOctetsMax: 600,
  paddingShare: 0,
  restingShare: 0,
  namedShare: 0.15,
  activities: ['telnet-scan', 'telnet-scan', 'flood'],
  commandedShare: 0.3,
}
