import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../core/protocol.ts'
import type { SeededRandom } from '../../core/random.ts'
import type { Service } from '../machines/service.ts'
import type { OutsideSpace } from '../traffic/address-space.ts'
import { createZipf, logUniform, sample } from '../traffic/draw.ts'

/** A site people visit: where its pages and the parts of them come from. */
export type Site = {
  readonly servers: readonly Service[]
  readonly parts: readonly Service[]
  /** Offered over QUIC as well as TCP. */
  readonly hasQuic: boolean
}

/** The popular web, its delivery networks, the resolvers and what people stream, fetch and play. */
export type Web = {
  readonly sites: readonly Site[]
  /** Of the delivery networks; behind each are many sites. */
  readonly edges: readonly Service[]
  readonly drawSite: (random: SeededRandom) => Site
  readonly resolvers: readonly Service[]
  readonly streams: readonly Service[]
  readonly games: readonly Service[]
  readonly peers: readonly Service[]
  readonly drawPeer: (random: SeededRandom) => Service
  /** Servers of single persons and small shops, each with a handful of visitors. */
  readonly personal: readonly Service[]
}

const SITE_COUNT = 1200
const POPULAR_SITE_COUNT = 300
const EDGE_COUNT = 80
const PEER_COUNT = 1500

export function planWeb(random: SeededRandom, space: OutsideSpace): Web {
  const many = <T>(count: number, make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => make(index))
  const server = (kind: string, protocol: number, port: number, ipv6Share: number): Service => ({
    kind,
    ipv4: space.ipv4(),
    ipv6: random.next() < ipv6Share ? space.ipv6() : undefined,
    protocol,
    port,
    roundTripMs: logUniform(random, kind === 'cdn' || kind === 'dns' ? [3, 25] : [5, 250]),
  })

  const edges = many(EDGE_COUNT, () => server('cdn', PROTOCOL_TCP, 443, 0.7))
  const sites = many(SITE_COUNT, (rank): Site => {
    const isPopular = rank < POPULAR_SITE_COUNT
    const servers = isPopular
      ? sample(random, edges, 1 + random.integer(3))
      : [server('web', PROTOCOL_TCP, random.next() < 0.88 ? 443 : 80, 0.3)]
    return { servers, parts: sample(random, edges, random.integer(6)), hasQuic: isPopular }
  })
  const drawRank = createZipf(SITE_COUNT, 0.95)
  const peers = many(PEER_COUNT, () =>
    server(
      'peer',
      random.next() < 0.5 ? PROTOCOL_UDP : PROTOCOL_TCP,
      random.next() < 0.15 ? 6881 : 10_000 + random.integer(55_000),
      0.1,
    ),
  )
  const drawPeerRank = createZipf(PEER_COUNT, 0.8)
  return {
    sites,
    edges,
    drawSite: (from) => sites[drawRank(from)]!,
    resolvers: many(6, () => server('dns', PROTOCOL_UDP, 53, 0.9)),
    streams: many(24, () => server('stream', PROTOCOL_TCP, 443, 0.6)),
    games: many(24, () =>
      server(
        'game',
        PROTOCOL_UDP,
        random.next() < 0.3 ? 27_015 : 3000 + random.integer(60_000),
        0.2,
      ),
    ),
    peers,
    drawPeer: (from) => peers[drawPeerRank(from)]!,
    personal: many(140, () => server('personal', PROTOCOL_TCP, personalPort(random), 0.2)),
  }
}

function personalPort(random: SeededRandom): number {
  return random.next() < 0.35
    ? Math.round(logUniform(random, [1025, 65_000]))
    : random.pick([22, 443, 80, 8080, 8443, 32_400, 8096, 25_565, 3389])
}
