import type { ServiceEndpoint } from '../../core/endpoint.ts'
import type { KnownControllers } from '../labels/known-controllers.ts'
import { type EngineEndpoint, endpointOf } from '../row-endpoint.ts'
import { type PackedEdges, packEdges } from './endpoint-edges.ts'
import { type EndpointCompany, type KnownCompany, knownCompany } from './known-company.ts'

/** A candidate: who its clients are, as the graph numbers them, and what else its address serves. */
export type ClientsOfEndpoint = {
  readonly endpoint: ServiceEndpoint
  readonly portCount: number
  readonly clients: number
  readonly edges: PackedEdges
}

/** A row of KNOWN_CONTACTS_SQL. */
export type KnownContact = EngineEndpoint & {
  readonly client_count: number
  readonly clients: readonly number[]
}

export type CompanyQuestion = {
  readonly known: KnownControllers
  /** Clients of the whole site. */
  readonly clientTotal: number
  /** What was contacted at these addresses. */
  readonly contactsAt: (addresses: readonly string[]) => Promise<readonly KnownContact[]>
}

/** So many at once: a ClickHouse server takes a parameter of 128 KiB as it stands in a URL, where colons are three letters. */
const ADDRESSES_PER_QUERY = 2_000

/** What lists say of the surroundings of each candidate, in their order. */
export async function readCompany(
  candidates: readonly ClientsOfEndpoint[],
  { known, clientTotal, contactsAt }: CompanyQuestion,
): Promise<readonly KnownCompany[]> {
  const contacts: (KnownContact & { readonly endpoint: ServiceEndpoint })[] = []
  for (let at = 0; at < known.addresses.length; at += ADDRESSES_PER_QUERY)
    for (const contact of await contactsAt(known.addresses.slice(at, at + ADDRESSES_PER_QUERY)))
      contacts.push({ ...contact, endpoint: endpointOf(contact) })
  const listed = new Map<string, { ports: number; clients: number }>()
  for (const { endpoint, client_count } of contacts) {
    const { ports, clients } = listed.get(endpoint.address) ?? { ports: 0, clients: 0 }
    listed.set(endpoint.address, { ports: ports + 1, clients: clients + client_count })
  }
  const sharingOf = ({ address }: ServiceEndpoint, portCount: number, clients: number) => ({
    portCount: Math.max(portCount, listed.get(address)?.ports ?? 0),
    clientCount: Math.max(clients, listed.get(address)?.clients ?? 0),
    nameCount: null,
  })
  const present = contacts.map(
    ({ endpoint, client_count, clients }): EndpointCompany => ({
      endpoint,
      clientCount: client_count,
      sharing: sharingOf(endpoint, 0, 0),
      edges: packEdges(clients.map((client) => [client, 1, 0])),
    }),
  )
  const companies = candidates.map(
    ({ endpoint, portCount, clients, edges }): EndpointCompany => ({
      endpoint,
      clientCount: clients,
      sharing: sharingOf(endpoint, portCount, clients),
      edges,
    }),
  )
  return knownCompany(companies, present, known, clientTotal)
}
