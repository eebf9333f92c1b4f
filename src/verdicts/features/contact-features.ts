import type { FeatureDefinition } from './feature.ts'
import { duration, formatCount, percent, plural, unlog } from './wording.ts'

const whole = (sql: string): string => `if(sees_whole_contacts, ${sql}, nan)`

/** How single contacts are made: by new connections or on an old one, how fast, how long. */
export const CONTACT_FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'dominance',
    group: 'rate',
    sql: 'dominance_median',
    unit: 'share of the client’s contacts, 0–1',
    about:
      'How much of all its client does goes here; median over clients. A bot’s device may do little else.',
    say: (value) => ({
      en: `${percent(value)} of all contacts of a client go to it`,
      ja: `端末の全通信のうち${percent(value)}がここに向かっています`,
    }),
  },
  {
    name: 'dominance_max',
    group: 'rate',
    sql: 'dominance_highest',
    unit: 'share of a client’s contacts, 0–1',
    about: 'The same for the client of which it is most: one bot among many users stays visible.',
    say: (value) => ({
      en: `of one client ${percent(value)} of all contacts go to it`,
      ja: `全通信の${percent(value)}がここに向かう端末があります`,
    }),
  },
  {
    name: 'contact_rate_log2',
    group: 'rate',
    sql: whole('log2(1 + contact_rate_median)'),
    unit: 'log2(1 + contacts per hour)',
    about:
      'Contacts per hour between a client’s first and last; median over clients. Holds for a capture of minutes.',
    say: (value) => ({
      en: `while a client is at it, it makes ${plural(unlog(value), 'contact')} an hour`,
      ja: `通信が続く間は1時間に${formatCount(unlog(value))}回の頻度です`,
    }),
  },
  {
    name: 'new_socket_share',
    group: 'rate',
    sql: whole('new_socket_share_median'),
    unit: 'distinct client ports per contact, 0–1',
    about:
      'Near 0 where contacts are pieces of one connection that stays open, as of push services and clocks; 1 where each is new.',
    monotone: 1,
    say: (value) =>
      value > 0.5
        ? {
            en: 'contacts open new connections',
            ja: '通信のたびに新しい接続を開いています',
          }
        : {
            en: 'contacts are pieces of a connection that stays open',
            ja: '開いたままの接続の一部と見られる通信です',
          },
  },
  {
    name: 'contact_seconds_log2',
    group: 'time',
    sql: whole('log2(1 + contact_s_median)'),
    unit: 'log2(1 + seconds)',
    about: 'Median length of a contact; median over clients (BotFinder, Tegeler et al. 2012).',
    say: (value) => {
      const length = duration(unlog(value))
      return { en: `a contact lasts ${length.en}`, ja: `1回の通信は約${length.ja}続きます` }
    },
  },
  {
    name: 'duty',
    group: 'time',
    sql: whole('duty_median'),
    unit: 'share of the time between first and last contact, 0–1',
    about: 'How much of the time a client is in contact; median over clients.',
    say: (value) => ({
      en: `a client is connected ${percent(value)} of the time`,
      ja: `端末が接続している時間の割合は${percent(value)}です`,
    }),
  },
  {
    name: 'gap_steady_share',
    group: 'beacon',
    sql: 'gap_steady_median',
    unit: 'share of gaps, 0–1',
    about:
      'Gaps within a quarter of the median; median over clients. A few long pauses do not hide a timer.',
    say: (value) => ({
      en: `${percent(value)} of the gaps between contacts are about equal`,
      ja: `通信間隔の${percent(value)}がほぼ等しくなっています`,
    }),
  },
  {
    name: 'gap_burst_log2',
    group: 'beacon',
    sql: 'gap_burst_median',
    unit: 'log2 of mean over median gap',
    about:
      'People come in bursts with pauses between (Barabási 2005); a timer’s mean is its median.',
    say: (value) =>
      value > 2
        ? { en: 'contacts come in bursts with pauses', ja: '通信は断続的に集中しています' }
        : { en: 'contacts come without pauses', ja: '通信は途切れなく続いています' },
  },
  {
    name: 'up_octets_median_log2',
    group: 'size',
    sql: whole('log2(1 + size_middle_median)'),
    unit: 'log2(1 + octets)',
    about: 'Median size of what a contact sends; one large transfer does not move it.',
    say: (value) => ({
      en: `the usual contact sends ${formatCount(unlog(value))} octets`,
      ja: `通常の通信で${formatCount(unlog(value))}オクテットを送信しています`,
    }),
  },
  {
    name: 'is_udp',
    group: 'rate',
    sql: 'protocol = 17',
    unit: '0 or 1',
    about: 'UDP has no handshake: rhythm and answers mean other things there.',
    say: (value) =>
      value === 1
        ? { en: 'it is spoken to over UDP', ja: 'UDPで通信しています' }
        : { en: 'it is spoken to over TCP', ja: 'TCPで通信しています' },
  },
]
