import type { FeatureDefinition } from './feature.ts'
import { formatCount, percent, plural } from './wording.ts'

/** Evidence group B: who comes, as counts. */
export const CLIENT_FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'clients_log2',
    group: 'clients',
    sql: 'log2(1 + one_of * seen_clients)',
    unit: 'log2(1 + clients)',
    about: 'Distinct clients with evidence.',
    say: (_, facts) => ({
      en: `${plural(facts.clients, 'client contacts', 'clients contact')} it`,
      ja: `${formatCount(facts.clients)}台の端末が通信しています`,
    }),
  },
  {
    name: 'single_contact_share',
    group: 'clients',
    sql: 'single_contact_clients / seen_clients',
    unit: 'share of clients, 0–1',
    about: 'Clients seen once (the f₁ of Chao’s estimator): passers-by, where bots come again.',
    say: (value, { clients }) =>
      value < 0.005
        ? {
            en: clients === 1 ? 'its client keeps coming back' : 'all of its clients come back',
            ja: 'すべての端末が繰り返し通信しています',
          }
        : {
            en: `${percent(value)} of its clients were seen only once`,
            ja: `端末の${percent(value)}は1回しか通信していません`,
          },
  },
  {
    name: 'client_spread',
    group: 'clients',
    sql: 'client_networks / seen_clients',
    unit: 'distinct client /24 per client, 0–1',
    about: 'How scattered the clients are: infections strike at random, an office does not.',
    say: (value) =>
      value > 0.7
        ? {
            en: 'its clients are scattered over the network',
            ja: '端末は網内に散在しています',
          }
        : {
            en: 'its clients sit close together',
            ja: '端末は網内の近い場所にまとまっています',
          },
  },
]

/** Evidence group C: how often, and how evenly over the clients. */
export const RATE_FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'contacts_per_client_log2',
    group: 'rate',
    sql: 'log2(contact_sum / seen_clients)',
    unit: 'log2 contacts',
    about: 'Contacts per client, as observed.',
    say: (_, facts) => ({
      en: `a client contacts it ${plural(facts.contacts / Math.max(1, facts.clients), 'time')} on average`,
      ja: `1台あたり平均${formatCount(facts.contacts / Math.max(1, facts.clients))}回通信しています`,
    }),
  },
  {
    name: 'contacts_max_log2',
    group: 'rate',
    sql: 'log2(contacts_max)',
    unit: 'log2 contacts',
    about: 'Contacts of the busiest client: a maximum keeps one bot among many users visible.',
    say: (_, facts) => ({
      en: `the busiest client contacts it ${plural(facts.contactsMax, 'time')}`,
      ja: `最も多い端末は${formatCount(facts.contactsMax)}回通信しています`,
    }),
  },
  {
    name: 'rate_dispersion',
    group: 'rate',
    sql: 'rate_dispersion',
    unit: 'normal score of the index of dispersion over clients',
    about:
      'Bots of one family call equally often, people do not. Survives 1:4096 sampling, where gaps do not.',
    say: (value) =>
      value < 0
        ? {
            en: 'its clients contact it equally often, as a program would',
            ja: 'どの端末も同じ頻度で通信しており、プログラムの動作に似ています',
          }
        : {
            en: 'some clients contact it far more often than others, as people do',
            ja: '端末ごとの頻度に差があり、人の利用に似ています',
          },
  },
  {
    name: 'packets_per_client_hour_log2',
    group: 'rate',
    sql: 'log2(1 + up_packets_scaled_sum / seen_clients / hour_span)',
    unit: 'log2(1 + packets per client and hour), scaled by sampling',
    about:
      'Volume per client and hour; a volume is unbiased under packet sampling, a count of flows is not.',
    say: (value) => ({
      en: `a client sends it about ${plural(2 ** value - 1, 'packet')} an hour`,
      ja: `1台あたり毎時約${formatCount(2 ** value - 1)}パケットを送信しています`,
    }),
  },
  {
    name: 'unanswered_share',
    group: 'rate',
    sql: 'if(sees_whole_contacts, whole_unanswered / whole_contacts, nan)',
    unit: 'share of contacts, 0–1',
    about:
      'Contacts without any answer (DISCLOSURE: unmatched-flow density). C2 servers die within days.',
    say: (value, facts) => ({
      en: `${formatCount(facts.unanswered)} of ${plural(facts.contacts, 'contact')} (${percent(value)}) stayed without an answer`,
      ja: `${formatCount(facts.contacts)}回のうち${formatCount(facts.unanswered)}回（${percent(value)}）は応答がありません`,
    }),
  },
  {
    name: 'refused_share',
    group: 'rate',
    sql: 'if(sees_whole_contacts, whole_refused_clients / whole_clients, nan)',
    unit: 'share of clients, 0–1',
    about: 'Clients that only got a reset: the service is gone, the knocking goes on.',
    say: (value, facts) =>
      value > 0
        ? {
            en: `it refuses ${plural(facts.refusedClients, 'client')}`,
            ja: `${formatCount(facts.refusedClients)}台の接続を拒否しています`,
          }
        : { en: 'it refuses nobody', ja: '接続の拒否は見られません' },
  },
  {
    name: 'knocks_max_log2',
    group: 'rate',
    sql: 'log2(1 + unanswered_max)',
    unit: 'log2(1 + contacts)',
    about: 'Most unanswered contacts of one client: knocking again and again at a dead server.',
    say: (value) => ({
      en: `one client tried ${plural(2 ** value - 1, 'time')} without an answer`,
      ja: `応答のないまま${formatCount(2 ** value - 1)}回試みた端末があります`,
    }),
  },
]
