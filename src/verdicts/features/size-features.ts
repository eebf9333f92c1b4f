import type { FeatureDefinition } from './feature.ts'
import { formatCount, percent, unlog } from './wording.ts'

const perContact = (octets: string): string =>
  `if(sees_whole_contacts, log2(1 + ${octets} / whole_contacts), nan)`

/** Evidence group A: how much goes each way. */
export const SIZE_FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'up_octets_per_packet',
    group: 'size',
    sql: 'if(up_packet_sum > 0, up_octet_sum / up_packet_sum, nan)',
    unit: 'octets per packet',
    about:
      'Mean size of packets to the server. Unbiased under packet sampling (Brauckhoff et al. 2006).',
    say: (value) => ({
      en: `packets to it hold ${formatCount(value)} octets on average`,
      ja: `送信パケットは平均${formatCount(value)}オクテットです`,
    }),
  },
  {
    name: 'down_octets_per_packet',
    group: 'size',
    sql: 'if(down_packet_sum > 0, down_octet_sum / down_packet_sum, nan)',
    unit: 'octets per packet',
    about: 'Mean size of packets from the server: orders are short, content is not.',
    say: (value) => ({
      en: `packets from it hold ${formatCount(value)} octets on average`,
      ja: `受信パケットは平均${formatCount(value)}オクテットです`,
    }),
  },
  {
    name: 'up_octets_per_contact_log2',
    group: 'size',
    sql: perContact('whole_up_octets'),
    unit: 'log2(1 + octets)',
    about: 'What one contact sends (DISCLOSURE, Bilge et al. 2012: flow sizes of one server).',
    say: (value) => ({
      en: `a contact sends ${formatCount(unlog(value))} octets to it on average`,
      ja: `1回の通信で平均${formatCount(unlog(value))}オクテットを送信しています`,
    }),
  },
  {
    name: 'down_octets_per_contact_log2',
    group: 'size',
    sql: perContact('whole_down_octets'),
    unit: 'log2(1 + octets)',
    about: 'What one contact brings back: the strongest size feature in our feasibility study.',
    say: (value) => {
      const octets = unlog(value)
      return octets < 200
        ? {
            en: `almost nothing comes back: ${formatCount(octets)} octets per contact`,
            ja: `応答はほとんどなく、1回あたり${formatCount(octets)}オクテットです`,
          }
        : {
            en: `a contact brings back ${formatCount(octets)} octets on average`,
            ja: `1回の通信で平均${formatCount(octets)}オクテットを受信しています`,
          }
    },
  },
  {
    name: 'down_up_ratio_log2',
    group: 'size',
    sql: 'log2((down_octets_scaled_sum + 1) / (up_octets_scaled_sum + 1))',
    unit: 'log2 of octets from the server over octets to it',
    about: 'Which way the traffic leans, scaled by sampling; users download, bots report.',
    say: (value) =>
      value < 0
        ? {
            en: 'more is sent to it than comes back',
            ja: '受信より送信のほうが多くなっています',
          }
        : {
            en: `${(2 ** value).toFixed(1)} times as much comes back as is sent`,
            ja: `受信量は送信量の${(2 ** value).toFixed(1)}倍です`,
          },
  },
  {
    name: 'packets_per_contact_log2',
    group: 'size',
    sql: 'if(sees_whole_contacts, log2(1 + whole_up_packets / whole_contacts), nan)',
    unit: 'log2(1 + packets)',
    about: 'Packets a contact sends.',
    say: (value) => ({
      en: `a contact takes ${unlog(value).toFixed(1)} packets to it on average`,
      ja: `1回の通信で平均${unlog(value).toFixed(1)}パケットを送信しています`,
    }),
  },
  {
    name: 'size_spread_log2',
    group: 'size',
    sql: 'if(sees_whole_contacts, size_spread_median, nan)',
    unit: 'log2 of third over first quartile',
    about: 'How far the sizes of one client’s contacts spread; median over clients.',
    say: (value) =>
      value < 0.2
        ? {
            en: 'contacts of one client are nearly all of one size',
            ja: '同一端末からの通信はほぼ同じ大きさです',
          }
        : {
            en: `sizes of one client's contacts spread by a factor of ${(2 ** value).toFixed(1)}`,
            ja: `同一端末からの通信の大きさには${(2 ** value).toFixed(1)}倍の幅があります`,
          },
  },
  {
    name: 'size_variety',
    group: 'size',
    sql: 'if(sees_whole_contacts, size_variety_median, nan)',
    unit: 'distinct sizes per contact, 0–1',
    about:
      'Unique sizes over contacts (DISCLOSURE: unique-flow-size density); median over clients.',
    say: (value) => ({
      en: `${percent(value)} of a client's contacts have a size of their own`,
      ja: `通信の大きさのうち重複しないものは${percent(value)}です`,
    }),
  },
]
