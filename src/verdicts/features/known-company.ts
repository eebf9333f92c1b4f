import { formatEndpoint, type ServiceEndpoint } from '../../core/endpoint.ts'
import { KNOWN_CLIENTS_MAX } from '../fold/known-contacts.ts'
import { twoHop } from '../graph/index.ts'
import type { HostSharing } from '../labels/host-sharing.ts'
import type { KnownControllers } from '../labels/known-controllers.ts'
import { numberedEdges, type PackedEdges } from './endpoint-edges.ts'

/** An endpoint and its clients, as the graph numbers them. */
export type EndpointCompany = {
  readonly endpoint: ServiceEndpoint
  readonly sharing: HostSharing
  /** All of them, while the graph looks at some. */
  readonly clientCount: number
  readonly edges: PackedEdges
}

/** What reputation lists say of an endpoint's surroundings; its own voices are left out. */
export type KnownCompany = {
  /** Clients that were also in touch with another controller that lists know. */
  readonly clients: number
  /** −log10 of the chance of that company (graph/two-hop.ts), 0 to 12. */
  readonly surprise: number
  /** Different known controllers that share a client with it. */
  readonly controllers: number
  /** Largest Jaccard index of its clients with those of one known controller. */
  readonly overlap: number
  /** Listed addresses in its /24 (IPv4) or /64 (IPv6). */
  readonly neighbours: number
}

/**
 * The company that endpoints keep: two hops over clients to known controllers (graph/two-hop.ts), and listed
 * addresses next door.
 *
 * @param present what is known and was contacted here at all, candidate or not
 * @param clientTotal clients of the whole site
 */
export function knownCompany(
  endpoints: readonly EndpointCompany[],
  present: readonly EndpointCompany[],
  known: KnownControllers,
  clientTotal: number,
): KnownCompany[] {
  const names = new Set(endpoints.map(({ endpoint }) => formatEndpoint(endpoint)))
  const all = [
    ...endpoints,
    ...present.filter(({ endpoint }) => !names.has(formatEndpoint(endpoint))),
  ]
  const origins = Uint32Array.from(all, ({ endpoint, sharing }) =>
    known.originsOf(endpoint, sharing),
  )
  const { edges } = numberedEdges(all.map((one) => one.edges))
  const hops = twoHop(edges, {
    origins: origins.map((bits, i) => (all[i]!.clientCount > KNOWN_CLIENTS_MAX ? 0 : bits)),
    clientTotal,
  })
  return endpoints.map(({ endpoint }, i) => {
    const own = origins[i]!
    return {
      clients: hops.clientsAlsoKnown[i]!,
      surprise: hops.surprise[i]!,
      controllers: hops.sharedControllers[i]!,
      overlap: hops.jaccardMax[i]!,
      neighbours: known.neighboursOf(endpoint.address).filter((bits) => (bits & ~own) !== 0).length,
    }
  })
}
