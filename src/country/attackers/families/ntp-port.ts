import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** Messages on port 123 that are no time: of another size and rhythm than a clock’s. */
export const NTP_PORT: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'ntp-port',
  name: { en: 'bot on the NTP port', ja: 'NTPポートを使うボット' },
  devices: ['iot', 'pc', 'server'],
  udpShare: 1,
  ports: [123],
  intervalSeconds: [15, 600],
  jitter: [0, 0.4],
  messageOctets: [16, 220],
  replyOctets: [16, 400],
  namedShare: 0.15,
  activities: ['flood', 'none', 'telnet-scan'],
}
