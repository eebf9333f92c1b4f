import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** Datagrams to an odd port. */
export const UDP_BOT: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'udp-bot',
  name: { en: 'bot on UDP', ja: 'UDPボット' },
  devices: ['iot', 'pc', 'server'],
  udpShare: 1,
  ports: [53, 5683],
  oddPortShare: 0.8,
  intervalSeconds: [20, 300],
  jitter: [0, 0.3],
  messageOctets: [8, 300],
  replyOctets: [8, 300],
  namedShare: 0.15,
  activities: ['flood', 'telnet-scan', 'none'],
}
