import type { FeatureDefinition } from './feature.ts'
import { duration, formatCount, percent, plural } from './wording.ts'

/** Evidence group D: when. */
export const TIME_FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'hour_dispersion',
    group: 'time',
    sql: 'hour_dispersion',
    unit: 'normal score of the index of dispersion over hours',
    about: 'People’s hours differ, a program’s do not; survives thin sampling.',
    say: (value) =>
      value < 2
        ? {
            en: 'contacts come evenly through the hours, as from a program',
            ja: '時間帯によらず一定に通信しています',
          }
        : {
            en: 'contacts gather in some hours, as from people',
            ja: '通信は一部の時間帯に集中しています',
          },
  },
  {
    name: 'span_share',
    group: 'time',
    sql: 'span_share',
    unit: 'share of the time the client was visible, 0–1',
    about:
      'From a client’s first to its last contact, over the time it was visible; median over clients.',
    say: (value) => ({
      en: `a client keeps contacting it through ${percent(value)} of the time it is visible`,
      ja: `端末が観測された期間の${percent(value)}にわたり通信が続いています`,
    }),
  },
  {
    name: 'active_hour_share',
    group: 'time',
    sql: 'active_hour_share',
    unit: 'share of hours, 0–1',
    about: 'Hours with a contact, over the hours the client was visible; mean over clients.',
    say: (value) => ({
      en: `contacts fall into ${percent(value)} of the hours its clients are visible`,
      ja: `端末が観測された時間帯の${percent(value)}で通信があります`,
    }),
  },
  {
    name: 'first_seen_share',
    group: 'time',
    sql: 'first_seen_share',
    unit: 'share of the time the client was visible, 0–1',
    about:
      'How late a client first contacted it: a new server is met late. Age leads in NIST TN 2111.',
    say: (value) =>
      value < 0.1
        ? {
            en: 'its clients knew it from the start of the data',
            ja: '端末は観測の当初から通信しています',
          }
        : {
            en: `its clients first met it after ${percent(value)} of the time they are visible`,
            ja: `端末は観測期間の${percent(value)}を過ぎてから初めて通信しました`,
          },
  },
  {
    name: 'known_days_share',
    group: 'time',
    sql: 'known_days_share',
    unit: 'share of the days before the window, at most six, 0–1',
    about:
      'On how many of the days before anybody here contacted it. Days seen lead in NIST TN 2111; most C2 servers live for days (MalNet, IMC 2022).',
    monotone: -1,
    say: (value) =>
      value === 0
        ? {
            en: 'nobody here contacted it on the days before',
            ja: '前日までは通信がありませんでした',
          }
        : {
            en: `it was contacted on ${percent(value)} of the days before`,
            ja: `前日までの日数の${percent(value)}で通信がありました`,
          },
  },
  {
    name: 'known_age_share',
    group: 'time',
    sql: 'known_age_share',
    unit: 'share of the days before the window, at most six, 0–1',
    about:
      'How far back it was first contacted, as far as is remembered: what is old is seldom a controller.',
    monotone: -1,
    say: (value) =>
      value === 0
        ? { en: 'it is new here', ja: 'ここでは新しい通信先です' }
        : value === 1
          ? {
              en: 'it is as old as the memory of this site',
              ja: '記録のある限り以前から通信があります',
            }
          : {
              en: `it was first contacted ${percent(value)} of the remembered time ago`,
              ja: `最初の通信は、記録のある期間の${percent(value)}だけ前です`,
            },
  },
]

/** Evidence group E: rhythm of single clients. Missing where sampling leaves too few contacts. */
export const BEACON_FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'rita_max',
    group: 'beacon',
    sql: 'rita_max',
    unit: 'RITA beacon score, 0–1',
    about:
      'Highest RITA score of any client (activecm/rita v5): a mean would drown one beacon among users.',
    say: (value) =>
      value >= 0.8
        ? {
            en: `a client contacts it like clockwork (beacon score ${value.toFixed(2)})`,
            ja: `時計のように規則的に通信する端末があります（ビーコンスコア${value.toFixed(2)}）`,
          }
        : {
            en: `no client contacts it with a strict rhythm (best beacon score ${value.toFixed(2)})`,
            ja: `厳密な周期で通信する端末は見られません（ビーコンスコア最大${value.toFixed(2)}）`,
          },
  },
  {
    name: 'rita_share',
    group: 'beacon',
    sql: 'rita_share',
    unit: 'share of clients with enough contacts, 0–1',
    about: 'Clients whose RITA score is 0.8 or more.',
    say: (_, facts) => ({
      en: `${formatCount(facts.beaconClients)} of ${plural(facts.rhythmClients, 'client')} with enough contacts keep a strict rhythm`,
      ja: `十分な通信がある${formatCount(facts.rhythmClients)}台のうち${formatCount(facts.beaconClients)}台が厳密な周期で通信しています`,
    }),
  },
  {
    name: 'gap_median_log2',
    group: 'beacon',
    sql: 'log2(gap_exact_s_median + 1)',
    unit: 'log2(1 + seconds)',
    about: 'Median time between contacts of one client; median over clients.',
    say: (_, facts) => {
      const gap = duration(facts.gapSeconds)
      return {
        en: `a client comes back after about ${gap.en}`,
        ja: `約${gap.ja}ごとに通信しています`,
      }
    },
  },
  {
    name: 'gap_spread',
    group: 'beacon',
    sql: 'gap_spread_median',
    unit: 'quartile range over median',
    about: 'How far the gaps of one client spread; median over clients.',
    say: (value) =>
      value < 0.3
        ? {
            en: 'the time between contacts hardly varies',
            ja: '通信の間隔はほとんど変わりません',
          }
        : {
            en: 'the time between contacts varies',
            ja: '通信の間隔にはばらつきがあります',
          },
  },
  {
    name: 'gap_disagreement',
    group: 'beacon',
    sql: 'if(rhythm_clients >= 3, gap_disagreement, nan)',
    unit: 'standard deviation of log2 seconds over clients',
    about:
      'Whether different clients share one period, as bots of one build do (BotFinder, pooled).',
    say: (value, facts) =>
      value < 0.5
        ? {
            en: `${plural(facts.rhythmClients, 'client contacts', 'clients contact')} it at the same rhythm`,
            ja: `${formatCount(facts.rhythmClients)}台の端末が同じ周期で通信しています`,
          }
        : {
            en: 'each client has a rhythm of its own',
            ja: '通信の周期は端末ごとに異なります',
          },
  },
]
