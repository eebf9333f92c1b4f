import type { FeatureDefinition } from './feature.ts'
import { formatCount, percent, plural, unlog } from './wording.ts'

/** What any sampling leaves a trace of, pooled over the clients: single contacts need not be seen whole. */
export const THIN_FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'sampling_log2',
    group: 'rate',
    sql: 'log2(sampling)',
    unit: 'log2 of the sampling interval',
    about:
      'How thin the view is; what other counts mean depends on it, and it speaks neither for nor against.',
    say: (value) => ({
      en: `one packet in ${formatCount(2 ** value)} was seen`,
      ja: `${formatCount(2 ** value)}パケットに1つが観測されています`,
    }),
  },
  {
    name: 'unheard_share',
    group: 'rate',
    sql: 'unheard_clients / seen_clients',
    unit: 'share of clients, 0–1',
    about: 'Clients that never got beyond a SYN: how a dead C2 looks under any sampling.',
    say: (value) =>
      value > 0.005
        ? {
            en: `${percent(value)} of its clients only knock and get no further`,
            ja: `端末の${percent(value)}は接続を試みるだけで確立していません`,
          }
        : { en: 'all of its clients get through', ja: 'すべての端末が接続できています' },
  },
  {
    name: 'answer_packets_log2',
    group: 'rate',
    sql: 'log2((down_packet_sum + 1) / (up_packet_sum + 1))',
    unit: 'log2 of packets from the server over packets to it',
    about:
      'A ratio of packets is unbiased under packet sampling; it falls where a server is silent.',
    say: (value) => ({
      en: `for ten packets it gets it sends about ${formatCount(10 * 2 ** value)}`,
      ja: `受信10パケットに対し約${formatCount(10 * 2 ** value)}パケットを返しています`,
    }),
  },
  {
    name: 'fresh_socket_share',
    group: 'rate',
    sql: 'if(returns > 0, fresh_returns / returns, nan)',
    unit: 'new client ports per further contact, 0–1',
    about:
      'Of all contacts after a client’s first, those from a port not used before, over all clients: survives sampling.',
    say: (value) =>
      value > 0.5
        ? { en: 'its clients come back with new connections', ja: '再訪のたびに新しい接続です' }
        : { en: 'its clients stay on the same connections', ja: '同じ接続を使い続けています' },
  },
  {
    name: 'size_mean_log2',
    group: 'size',
    sql: 'size_log_mean',
    unit: 'log2(1 + octets), as observed',
    about:
      'Mean of the logarithm of what contacts send, over all contacts; of sampled packets, their sizes.',
    say: (value) => ({
      en: `${formatCount(unlog(value))} octets of a contact were seen on average`,
      ja: `1回の通信につき平均${formatCount(unlog(value))}オクテットが観測されています`,
    }),
  },
  {
    name: 'size_deviation_log2',
    group: 'size',
    sql: 'if(event_sum > 1, size_log_deviation, nan)',
    unit: 'standard deviation of log2 octets',
    about: 'How far what contacts send spreads, over all contacts of all clients.',
    say: (value) =>
      value < 0.5
        ? { en: 'all contacts are of about one size', ja: '通信の大きさはほぼ一定です' }
        : { en: 'contacts differ in size', ja: '通信の大きさにばらつきがあります' },
  },
  {
    name: 'packet_size_disagreement',
    group: 'size',
    sql: 'if(told_clients > 1, packet_size_disagreement, nan)',
    unit: 'standard deviation over clients of log2 octets per packet',
    about:
      'Whether different clients send alike, as one build of a program does (BotFinder, pooled). Unbiased where routers sample differently.',
    say: (value) =>
      value < 0.3
        ? { en: 'its clients send packets alike', ja: '端末間で送信パケットの大きさが似ています' }
        : {
            en: 'each client sends packets of its own size',
            ja: '送信パケットの大きさは端末ごとに異なります',
          },
  },
  {
    name: 'answer_size_disagreement',
    group: 'size',
    sql: 'if(answer_told_clients > 1, answer_size_disagreement, nan)',
    unit: 'standard deviation over clients of log2 octets per packet',
    about:
      'Whether the server answers all clients alike: a sinkhole does, however different the programs that ask.',
    say: (value) =>
      value < 0.3
        ? { en: 'it answers all clients alike', ja: 'どの端末にも同じような応答をしています' }
        : { en: 'its answers differ from client to client', ja: '応答は端末ごとに異なります' },
  },
  {
    name: 'pace_disagreement',
    group: 'rate',
    sql: 'if(told_clients > 1, pace_disagreement, nan)',
    unit: 'standard deviation over clients of log2 packets per hour with contact',
    about:
      'Whether different clients keep the same pace, sampling taken out: bots of one build do, people and a mixture of programs do not.',
    say: (value) =>
      value < 0.7
        ? { en: 'its clients keep the same pace', ja: '端末間で通信の頻度が揃っています' }
        : { en: 'each client keeps a pace of its own', ja: '通信の頻度は端末ごとに異なります' },
  },
  {
    name: 'packets_per_active_hour_log2',
    group: 'rate',
    sql: 'log2(1 + up_packets_scaled_sum / client_hour_sum)',
    unit: 'log2(1 + packets), scaled by sampling',
    about:
      'Packets in an hour in which a client is in contact at all: a timer’s pace, whatever the pauses.',
    say: (value) => ({
      en: `in an hour with contact a client sends about ${plural(unlog(value), 'packet')}`,
      ja: `通信のある時間帯に1台あたり約${formatCount(unlog(value))}パケットを送信しています`,
    }),
  },
  {
    name: 'unbroken_share',
    group: 'time',
    sql: 'unbroken_share',
    unit: 'share of hours, 0–1',
    about:
      'Hours with contact between a client’s first and last; a program at work leaves none out.',
    say: (value) => ({
      en: `from a client’s first contact to its last, ${percent(value)} of the hours have one`,
      ja: `最初から最後の通信までの時間帯の${percent(value)}に通信があります`,
    }),
  },
  {
    name: 'reach_log2',
    group: 'clients',
    sql: 'if(all_clients < 20, nan, log2(least(1, one_of * seen_clients / all_clients)))',
    unit: 'log2 of the share of all clients',
    about:
      'Which part of the whole network asks it: infections are rare, services and forged floods are not.',
    say: (value) => ({
      en: `${percent(2 ** value)} of all clients contact it`,
      ja: `全端末の${percent(2 ** value)}が通信しています`,
    }),
  },
]
