import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** Its controller has IPv6 only. */
export const IPV6_BOT: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'ipv6-bot',
  name: { en: 'bot on IPv6', ja: 'IPv6ボット' },
  devices: ['iot', 'pc', 'server', 'tv'],
  ports: [443, 8443, 8080],
  oddPortShare: 0.5,
  intervalSeconds: [30, 300],
  jitter: [0, 0.3],
  messageOctets: [20, 400],
  replyOctets: [20, 400],
  activities: ['telnet-scan', 'none'],
  addressing: 'ipv6',
}
