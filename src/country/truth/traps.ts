import { formatAddress } from '../../core/address.ts'
import { formatEndpoint, type ServiceEndpoint } from '../../core/endpoint.ts'
import type { Service } from '../machines/service.ts'
import type { Inhabitants } from '../plan/inhabitants.ts'
import { servicesOf } from '../recorded/installed-recording.ts'
import { endpointsOf, type Trap } from './truth.ts'

/** Every innocent endpoint by name, but those that a controller lives on as well. */
export function trapList(inhabitants: Inhabitants): readonly Trap[] {
  const { web, benign, sinkhole, floods, recordings, botnets } = inhabitants
  const everyday: readonly Service[] = [
    ...web.sites.flatMap(({ servers, parts }) => [...servers, ...parts]),
    ...[web.resolvers, web.streams, web.games, web.peers, web.personal].flat(),
  ]
  const traps = new Map<string, Trap>()
  const framed = new Set(
    floods
      .filter(({ claims }) => claims === 'subscribers')
      .map(({ victim, port }) => formatEndpoint(tcpEndpoint(victim, port))),
  )
  const add = (service: Service, clients: number | null): void => {
    for (const endpoint of endpointsOf(service)) {
      const text = formatEndpoint(endpoint)
      const isFramed = framed.has(text)
      traps.set(text, { ...endpoint, kind: service.kind, clients, isFramed })
    }
  }
  for (const service of everyday) add(service, null)
  for (const { service, clients } of benign) add(service, clients.length)
  for (const channel of sinkhole)
    add(
      channel.services[0]!,
      sinkhole.reduce((sum, { clients }) => sum + clients.length, 0),
    )
  for (const installed of recordings)
    if (installed.recording.role === undefined)
      for (const service of servicesOf(installed)) add(service, installed.devices.length)
  for (const { victim, port, claims } of floods) {
    if (claims === 'subscribers') continue
    const endpoint = tcpEndpoint(victim, port)
    const trap: Trap = { ...endpoint, kind: 'flood-victim', clients: null, isFramed: false }
    traps.set(formatEndpoint(endpoint), trap)
  }
  for (const { channels } of botnets)
    for (const { services } of channels)
      for (const endpoint of services.flatMap(endpointsOf)) traps.delete(formatEndpoint(endpoint))
  return [...traps.values()]
}

function tcpEndpoint(octets: Uint8Array, port: number): ServiceEndpoint {
  return { address: formatAddress(octets), protocol: 'tcp', port }
}
