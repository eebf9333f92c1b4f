import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../../core/protocol.ts'
import type { SeededRandom } from '../../../core/random.ts'
import { createZipf, logNormal, logUniform, type Range } from '../../../country/traffic/draw.ts'
import { drawAddresses } from './address-pool.ts'
import type { Emit } from './conversation.ts'

/** What the people of a site visit; shared by its hosts. */
export type Haunts = {
  readonly servers: readonly number[]
  /** What a visit to each moves: a page is about as large for one visitor as for the next. */
  readonly pages: readonly Page[]
  readonly draw: (random: SeededRandom) => number
  /** All visits go through this proxy, where there is one. */
  readonly proxy: { readonly address: number; readonly port: number } | undefined
}

type Page = {
  readonly upOctets: number
  readonly downOctets: number
  /** Sigma of the sizes' logarithm from visit to visit. */
  readonly spread: number
}

export function drawHaunts(
  random: SeededRandom,
  proxyAddress: number | undefined,
  count: Range = [15, 500],
): Haunts {
  const servers: number[] = []
  const wanted = Math.round(logUniform(random, count))
  while (servers.length < wanted)
    servers.push(...drawAddresses(random, 1 + random.integer(6), 'together'))
  return {
    servers,
    pages: servers.map(() => drawPage(random)),
    draw: createZipf(servers.length, 0.6 + random.next() * 0.7),
    proxy:
      proxyAddress === undefined
        ? undefined
        : { address: proxyAddress, port: random.pick([3128, 8080, 8080, 8000]) },
  }
}

function drawPage(random: SeededRandom): Page {
  return {
    upOctets: logNormal(random, 1800, 0.8),
    downOctets: logNormal(random, 7000, 1.4),
    spread: random.next() < 0.3 ? random.next() * 0.05 : 0.05 + random.next(),
  }
}

/** Sittings with pages; each page loads from several servers at once. */
export function browse(
  random: SeededRandom,
  haunts: Haunts,
  client: number,
  span: { readonly fromMs: number; readonly toMs: number },
  pagesPerHour: number,
  emit: Emit,
): void {
  const quicShare = random.next() < 0.5 ? random.next() * 0.6 : 0
  for (let atMs = span.fromMs; atMs < span.toMs; ) {
    atMs += random.exponential(3_600_000 / Math.max(0.2, pagesPerHour / 10))
    const pages = 1 + random.integer(19)
    for (let page = 0; page < pages; page++) {
      atMs += logNormal(random, 20_000, 1)
      const conversations = 1 + Math.round(logUniform(random, [1, 25]))
      const main = haunts.draw(random)
      for (let i = 0; i < conversations; i++) {
        const startMs = atMs + random.exponential(1500)
        if (startMs >= span.toMs) continue
        const place = random.next() < 0.5 ? main : haunts.draw(random)
        visit(random, haunts, { client, place, startMs, isQuic: random.next() < quicShare }, emit)
      }
    }
  }
}

type Visit = {
  readonly client: number
  readonly place: number
  readonly startMs: number
  readonly isQuic: boolean
}

function visit(random: SeededRandom, haunts: Haunts, visit: Visit, emit: Emit): void {
  const page = haunts.pages[visit.place]!
  const up = logNormal(random, page.upOctets, page.spread / 2)
  const down = logNormal(random, page.downOctets, page.spread)
  const isFailed = random.next() < 0.02
  const upPackets = isFailed ? 2 : 5 + Math.round(up / 1400 + down / 2800)
  const { proxy } = haunts
  emit({
    startMs: visit.startMs,
    durationMs: isFailed ? 3000 : Math.min(300_000, logNormal(random, 6000, 1.4)),
    client: visit.client,
    server: proxy ? proxy.address : haunts.servers[visit.place]!,
    clientPort: 32_768 + random.integer(28_000),
    port: proxy ? proxy.port : random.next() < 0.85 || visit.isQuic ? 443 : 80,
    protocol: visit.isQuic && !proxy ? PROTOCOL_UDP : PROTOCOL_TCP,
    upPackets,
    upOctets: isFailed ? 120 : Math.round(up + upPackets * 46),
    downPackets: isFailed ? 0 : 4 + Math.round(down / 1400),
    downOctets: isFailed ? 0 : Math.round(down + 200 + (down / 1400) * 46),
    upFlags: visit.isQuic && !proxy ? 0 : isFailed ? 2 : 27,
    downFlags: (visit.isQuic && !proxy) || isFailed ? 0 : 27,
  })
}
