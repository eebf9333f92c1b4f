import type { FeatureDefinition } from './feature.ts'
import { GUILT_FEATURE } from './guilt.ts'
import { formatCount, plural, unlog } from './wording.ts'

/** Ports that most traffic of most households goes to. */
const COMMON_PORTS = [53, 80, 110, 123, 143, 443, 465, 587, 853, 993, 995, 5223, 5228]

const PORT_CLASSES = [
  { en: 'one of the most common service ports', ja: '一般的なサービスのポート' },
  { en: 'a well-known port that few use', ja: '利用の少ないウェルノウンポート' },
  { en: 'an uncommon registered port', ja: '一般的でない登録済みポート' },
  { en: 'a port from the range clients draw from', ja: '通常は端末側が使う範囲のポート' },
] as const

/** Evidence group F: the service itself. Hidden from part of the training: it does not transfer alone. */
export const PORT_FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'port_class',
    group: 'port',
    sql: `multiIf(port IN (${COMMON_PORTS.join(', ')}), 0, port < 1024, 1, port < 32768, 2, 3)`,
    unit: 'class 0–3',
    about:
      'Common service, other well-known, registered, dynamic. Helped on one real set, hurt on another.',
    dropOut: 'port',
    say: (value) => {
      const name = PORT_CLASSES[Math.min(3, Math.max(0, Math.round(value)))]!
      return { en: `it listens on ${name.en}`, ja: `${name.ja}で待ち受けています` }
    },
  },
  {
    name: 'server_ports_log2',
    group: 'port',
    sql: 'log2(server_ports)',
    unit: 'log2 ports',
    about: 'Ports contacted at the same address.',
    dropOut: 'port',
    say: (_, facts) => ({
      en: `${plural(facts.serverPorts, 'port is', 'ports are')} contacted at this address`,
      ja: `このアドレスでは${formatCount(facts.serverPorts)}個のポートに通信があります`,
    }),
  },
]

/** Evidence group H: where it stands in the graph of clients and servers. */
export const GRAPH_FEATURES: readonly FeatureDefinition[] = [
  {
    name: GUILT_FEATURE,
    group: 'graph',
    sql: 'nan',
    unit: 'log odds',
    about:
      'What belief propagation brings it from clients that scan, spam or flood, and from what else those contact, discounted by how much each end is shared (guilt.ts).',
    monotone: 1,
    say: (value) =>
      value > 0.05
        ? {
            en: 'it shares its clients with endpoints that misbehaving devices contact',
            ja: '不審な振る舞いの端末が通信する相手と、端末を共有しています',
          }
        : {
            en: 'nothing suspicious reaches it through its clients',
            ja: '端末を介して伝わる不審な関係はありません',
          },
  },
  {
    name: 'specificity',
    group: 'graph',
    sql: 'specificity',
    unit: 'mean of 1 / ln(2 + servers of the client)',
    about:
      'How much one contact tells: a client of a thousand servers vouches for none (Adamic–Adar weight).',
    say: (value) =>
      value > 0.3
        ? {
            en: 'its clients contact few other servers',
            ja: '端末の通信先は少数です',
          }
        : {
            en: 'its clients contact many other servers as well',
            ja: '端末はほかにも多くのサーバと通信しています',
          },
  },
  {
    name: 'client_degree_log2',
    group: 'graph',
    sql: 'log2(1 + client_degree_median)',
    unit: 'log2(1 + services)',
    about: 'Services the median client contacts. An estimate within 2 % above a hundred per port.',
    say: (value) => ({
      en: `its median client contacts ${plural(unlog(value), 'service')} in all`,
      ja: `端末の通信先は中央値で${formatCount(unlog(value))}件です`,
    }),
  },
  {
    name: 'same_port_servers_log2',
    group: 'graph',
    sql: 'log2(same_port_servers_median)',
    unit: 'log2 servers',
    about:
      'Servers its median client contacts on this very port: one for a C2, many for a scan, the web, a swarm.',
    monotone: -1,
    say: (_, facts) =>
      facts.samePortServers < 1.5
        ? {
            en: 'its clients contact no other server on this port',
            ja: '端末がこのポートで通信する相手はほかにありません',
          }
        : {
            en: `its clients contact ${plural(facts.samePortServers, 'server')} on this port`,
            ja: `端末はこのポートで${formatCount(facts.samePortServers)}台のサーバと通信しています`,
          },
  },
  {
    name: 'siblings_log2',
    group: 'graph',
    sql: 'log2(1 + siblings_median)',
    unit: 'log2(1 + endpoints)',
    about:
      'Other endpoints that get contacts of the same size (half-octaves) from a client: a C2 has few, a file-sharing swarm tens. An estimate within 2 % above a hundred.',
    monotone: -1,
    say: (_, facts) =>
      facts.siblings < 0.5
        ? {
            en: 'its clients contact nothing else with contacts of this size',
            ja: '同じ大きさの通信先はほかにありません',
          }
        : {
            en: `its clients contact ${plural(facts.siblings, 'other endpoint')} with contacts of the same size, as in a swarm`,
            ja: `端末には同じ大きさの通信先がほかに${formatCount(facts.siblings)}件あり、ファイル共有に似ています`,
          },
  },
  {
    name: 'network_neighbours_log2',
    group: 'graph',
    sql: 'log2(1 + network_neighbours)',
    unit: 'log2(1 + servers)',
    about:
      'Servers in the same /24 (IPv6: /64) contacted on the same port: content networks have many.',
    monotone: -1,
    say: (_, facts) =>
      facts.networkNeighbours < 0.5
        ? {
            en: 'no neighbour in its network offers the same service',
            ja: '近隣のアドレスに同じサービスは見られません',
          }
        : {
            en: `${plural(facts.networkNeighbours, 'neighbour')} in its network ${Math.round(facts.networkNeighbours) === 1 ? 'offers' : 'offer'} the same service`,
            ja: `近隣の${formatCount(facts.networkNeighbours)}アドレスが同じサービスを提供しています`,
          },
  },
  {
    name: 'server_out_degree_log2',
    group: 'graph',
    sql: 'log2(1 + server_out_degree)',
    unit: 'log2(1 + services)',
    about:
      'Services this address itself contacts: a household device is no server, whoever knocks at it.',
    monotone: -1,
    say: (value) =>
      value < 0.5
        ? { en: 'it contacts nobody itself', ja: '自らほかへ通信することはありません' }
        : {
            en: `it contacts ${plural(unlog(value), 'service')} itself, as a user's device does`,
            ja: `自らも${formatCount(unlog(value))}件へ通信しており、利用者の端末に似ています`,
          },
  },
]
