import type { FeatureDefinition } from './feature.ts'

/**
 * How unlike its answers are. A controller says little, but now and then an order; people get content; a sinkhole
 * says one thing to everybody, whoever asks and whatever for.
 */
export const ANSWER_FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'answer_octets_deviation_log2',
    group: 'size',
    sql: 'if(exact_answers > 1, answer_size_deviation, nan)',
    unit: 'standard deviation of log2(1 + octets)',
    about:
      'How far its answers spread in size, over all answers to clients of whom every packet is seen (DISCLOSURE: sizes of one server’s flows).',
    say: (value) =>
      value < 0.1
        ? { en: 'all its answers are of one size', ja: '応答の大きさはすべて同じです' }
        : { en: 'its answers differ in size', ja: '応答の大きさにはばらつきがあります' },
  },
  {
    name: 'answer_octets_range_log2',
    group: 'size',
    sql: 'if(exact_answers > 1, answer_size_range, nan)',
    unit: 'log2 of the largest over the smallest',
    about:
      'Its largest answer against its smallest: one order among a thousand short answers moves no mean, but this.',
    say: (value) => ({
      en: `its largest answer is ${(2 ** value).toFixed(1)} times its smallest`,
      ja: `最大の応答は最小の応答の${(2 ** value).toFixed(1)}倍です`,
    }),
  },
  {
    name: 'answer_packet_deviation_log2',
    group: 'size',
    sql: 'if(answers > 1, answer_packet_deviation, nan)',
    unit: 'standard deviation of log2(1 + octets per packet)',
    about:
      'The same of octets per packet, which any sampling leaves a meaning (Brauckhoff et al. 2006).',
    say: (value) =>
      value < 0.1
        ? { en: 'packets from it are all alike', ja: '受信パケットの大きさはすべて同程度です' }
        : {
            en: 'packets from it differ in size',
            ja: '受信パケットの大きさにはばらつきがあります',
          },
  },
]
