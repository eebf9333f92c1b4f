import type { FeatureDefinition } from './feature.ts'
import { formatCount, plural } from './wording.ts'

const BASE_RATE = '(all_scanning_clients + 0.5) / (all_clients + 1)'
const SHARE = 'scanning_clients / seen_clients'
/** Of fewer clients no base rate can be taken; of more, a share means nothing without it. */
export const BASE_CLIENTS_MIN = 20

/** Evidence group G: what its clients do elsewhere. NTT's patents and BotMiner build on the same idea. */
export const BEHAVIOUR_FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'scanning_share',
    group: 'behaviour',
    sql: `if(all_clients < ${BASE_CLIENTS_MIN}, ${SHARE}, nan)`,
    unit: 'share of clients, 0–1',
    about:
      'At a small site: clients that probe telnet and similar services, or knock at many doors, on other hosts.',
    monotone: 1,
    say: (_, facts) =>
      facts.scanningClients > 0
        ? {
            en: `${formatCount(facts.scanningClients)} of its ${plural(facts.clients, 'client')} also ${Math.round(facts.scanningClients) === 1 ? 'probes' : 'probe'} telnet or similar services on other hosts`,
            ja: `${formatCount(facts.clients)}台のうち${formatCount(facts.scanningClients)}台が、ほかの機器のtelnet等を探索しています`,
          }
        : {
            en: 'none of its clients probes other hosts',
            ja: 'ほかの機器を探索している端末はありません',
          },
  },
  {
    name: 'scanning_lift_log2',
    group: 'behaviour',
    sql: `if(all_clients < ${BASE_CLIENTS_MIN}, nan, log2((scanning_clients + 0.5) / (seen_clients * ${BASE_RATE} + 0.5)))`,
    unit: 'log2 of observed over expected scanning clients',
    about: 'How many more scanning clients than chance gives at the rate of the whole network.',
    monotone: 1,
    say: (value) =>
      value > 1
        ? {
            en: `its clients scan ${(2 ** value).toFixed(0)} times as often as chance explains`,
            ja: `探索を行う端末の割合は偶然の${(2 ** value).toFixed(0)}倍です`,
          }
        : {
            en: 'its clients scan no more than the rest of the network',
            ja: '探索を行う端末の割合は網全体と変わりません',
          },
  },
  {
    name: 'scanning_tail',
    group: 'behaviour',
    sql: `if(all_clients < ${BASE_CLIENTS_MIN}, nan, if(${SHARE} > ${BASE_RATE}, seen_clients * (
      ${SHARE} * log10((${SHARE}) / (${BASE_RATE}))
      + if(scanning_clients < seen_clients, (1 - ${SHARE}) * log10((1 - ${SHARE}) / (1 - ${BASE_RATE})), 0)), 0))`,
    unit: '−log10 of an upper bound of the chance probability',
    about:
      'Chernoff’s bound on the binomial tail P(X ≥ scanning clients): safe for any number of clients.',
    monotone: 1,
    say: (value) =>
      value > 2
        ? {
            en: `so many scanning clients come together by chance less than once in ${formatCount(10 ** Math.min(9, Math.floor(value)))} cases`,
            ja: `これほど多くの探索端末が偶然に集まるのは${formatCount(10 ** Math.min(9, Math.floor(value)))}回に1回未満です`,
          }
        : {
            en: 'the number of scanning clients can be chance',
            ja: '探索を行う端末の数は偶然でも説明できます',
          },
  },
  {
    name: 'probing_excess',
    group: 'behaviour',
    sql: `if(all_clients < ${BASE_CLIENTS_MIN}, nan, (probing_mean - probing_base) * sqrt(seen_clients) / probing_spread)`,
    unit: 'standard errors above the mean of all clients',
    about:
      'How much its clients probe telnet and similar services or try mail servers, in steps that halve, against all clients: no threshold, so thin sampling leaves it.',
    monotone: 1,
    say: (value) =>
      value > 2
        ? {
            en: 'its clients probe other hosts far more than the rest of the network does',
            ja: '端末は網全体と比べて他の機器への探索が目立って多くなっています',
          }
        : {
            en: 'its clients probe other hosts no more than the rest of the network does',
            ja: '端末による他の機器への探索は網全体と変わりません',
          },
  },
  {
    name: 'probing_by_contacts',
    group: 'behaviour',
    sql: `if(all_clients < ${BASE_CLIENTS_MIN}, nan, probing_by_contacts - probing_base)`,
    unit: 'log2 targets above the mean of all clients',
    about:
      'The same, each client weighing as often as it comes: on a shared host the bots come again and again, the others look once.',
    monotone: 1,
    say: (value) =>
      value > 0.5
        ? {
            en: 'those who contact it most probe other hosts',
            ja: '頻繁に通信する端末ほど他の機器を探索しています',
          }
        : {
            en: 'those who contact it most do not probe other hosts',
            ja: '頻繁に通信する端末に探索は見られません',
          },
  },
  {
    name: 'spamming_share',
    group: 'behaviour',
    sql: 'spamming_clients / seen_clients',
    unit: 'share of clients, 0–1',
    about: 'Clients that contact many mail servers directly.',
    monotone: 1,
    say: (_, facts) =>
      facts.spammingClients > 0
        ? {
            en: `${formatCount(facts.spammingClients)} of its ${plural(facts.clients, 'client')} also ${Math.round(facts.spammingClients) === 1 ? 'contacts' : 'contact'} many mail servers directly`,
            ja: `${formatCount(facts.clients)}台のうち${formatCount(facts.spammingClients)}台が、多数のメールサーバへ直接通信しています`,
          }
        : {
            en: 'none of its clients sends mail in bulk',
            ja: '大量のメールを送る端末はありません',
          },
  },
  {
    name: 'flooding_share',
    group: 'behaviour',
    sql: 'flooding_clients / seen_clients',
    unit: 'share of clients, 0–1',
    about: 'Clients that send some other host packets at the rate of an attack.',
    monotone: 1,
    say: (_, facts) =>
      facts.floodingClients > 0
        ? {
            en: `${formatCount(facts.floodingClients)} of its ${plural(facts.clients, 'client')} also ${Math.round(facts.floodingClients) === 1 ? 'floods' : 'flood'} another host`,
            ja: `${formatCount(facts.clients)}台のうち${formatCount(facts.floodingClients)}台が、ほかの機器へ大量のパケットを送っています`,
          }
        : {
            en: 'none of its clients floods another host',
            ja: 'ほかの機器へ攻撃的な量を送る端末はありません',
          },
  },
]
