import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** A chat channel with pings, on a crowded server that often refuses and soon hangs up. */
export const IRC_BOT: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'irc-bot',
  name: { en: 'bot on an IRC channel', ja: 'IRCボット' },
  devices: ['iot', 'pc', 'server'],
  ports: [6667, 6667, 6697, 443],
  oddPortShare: 0.2,
  intervalSeconds: [20, 240],
  jitter: [0, 0.4],
  sessionShare: 1,
  tlsShare: 0.1,
  messageOctets: [12, 60],
  replyOctets: [12, 60],
  serverDrivenShare: 0.8,
  transfersPerDay: [5, 60],
  transferOctetsMax: 2000,
  answers: ['yes', 'yes', 'flaky'],
  namedShare: 0.15,
  activities: ['telnet-scan', 'spam', 'flood', 'none'],
}
