import { canonicalAddress, parseAddress } from '../../core/address.ts'
import { formatEndpoint, type ServiceEndpoint } from '../../core/endpoint.ts'
import type { FlowAccess } from '../../core/flow-access.ts'
import type { EndpointCut } from '../../core/measure-simulation.ts'
import { parsePrefix } from '../../core/prefix.ts'
import { PrefixMap } from '../../core/prefix-map.ts'
import { protocolName, protocolNumber } from '../../core/protocol.ts'
import type { TimeSpan } from '../../core/time-span.ts'
import type { FlowReader } from './flow-reader.ts'

/** Beyond it an address is so popular that nobody may think of blocking it; the counts are then of a part. */
const CLIENTS_MAX = 1_000_000

/**
 * What each client did with the addresses: by endpoint where it is one of those named, else all together with
 * port 0, against which the named ones' share is taken.
 */
const TALKS = `
SELECT address, if(is_named, protocol, 0) AS protocol, if(is_named, port, 0) AS port, client,
  count() AS flows, sum(octets) AS octets
FROM (
  SELECT IPv6NumToString(served) AS address, protocol, port, IPv6NumToString(client_octets) AS client, octets,
    (served, protocol, port) IN (
      SELECT toIPv6(endpoint.1), endpoint.2, endpoint.3
      FROM (SELECT arrayJoin(arrayZip({addresses:Array(String)}, {protocols:Array(UInt8)}, {ports:Array(UInt16)})) AS endpoint)
    ) AS is_named
  FROM (
    SELECT if(is_asking, dst_address, src_address) AS served, if(is_asking, src_address, dst_address) AS client_octets,
      protocol, if(is_asking, dst_port, src_port) AS port, octets + reverse_octets AS octets
    FROM (
      SELECT *, dst_address IN (SELECT toIPv6(arrayJoin({addresses:Array(String)}))) AS is_asking
      FROM flows
      WHERE start_at >= fromUnixTimestamp64Milli({from:Int64}) AND start_at < fromUnixTimestamp64Milli({to:Int64})
        AND (dst_address IN (SELECT toIPv6(arrayJoin({addresses:Array(String)})))
          OR src_address IN (SELECT toIPv6(arrayJoin({addresses:Array(String)}))))
    )
  )
)
GROUP BY address, protocol, port, client
LIMIT ${CLIENTS_MAX}`

type Talk = {
  readonly address: string
  readonly protocol: number
  readonly port: number
  readonly client: string
  readonly flows: number
  readonly octets: number
}

type Sums = {
  flows: number
  cutOctets: number
  readonly consenting: Set<string>
  readonly others: Set<string>
}

/**
 * What stopping these endpoints for these sources would have cut: counts alone leave this room.
 *
 * @param sources prefixes of subscribers who agreed
 * @param subscriberPrefixes whose contacts count at all; everybody's when empty
 */
export async function endpointCuts(
  reader: FlowReader,
  access: FlowAccess,
  asked: {
    readonly endpoints: readonly ServiceEndpoint[]
    readonly sources: readonly string[]
    readonly window: TimeSpan
    readonly subscriberPrefixes: readonly string[]
  },
): Promise<ReadonlyMap<string, EndpointCut>> {
  const { endpoints, window, subscriberPrefixes } = asked
  const talks = await reader.query<Talk>({ ...access, window }, TALKS, {
    addresses: endpoints.map(({ address }) => address),
    protocols: endpoints.map(({ protocol }) => protocolNumber(protocol) ?? 0),
    ports: endpoints.map(({ port }) => port),
    from: window.startMs,
    to: window.endMs,
  })
  const ours = prefixesOf(subscriberPrefixes)
  const consenting = prefixesOf(asked.sources)
  const sums = new Map<string, Sums>()
  /** Octets of those who agreed, on any port of an address. */
  const ofAddress = new Map<string, number>()
  for (const talk of talks) {
    const client = parseAddress(talk.client)
    if (!client || !(subscriberPrefixes.length === 0 || isWithin(client, ours))) continue
    const hasAgreed = isWithin(client, consenting)
    const address = canonicalAddress(talk.address)!
    if (hasAgreed) ofAddress.set(address, (ofAddress.get(address) ?? 0) + talk.octets)
    if (talk.port === 0 && talk.protocol === 0) continue
    const key = formatEndpoint({ address, protocol: protocolName(talk.protocol), port: talk.port })
    const sum = sums.get(key) ?? {
      flows: 0,
      cutOctets: 0,
      consenting: new Set(),
      others: new Set(),
    }
    sums.set(key, sum)
    if (hasAgreed) {
      sum.flows += talk.flows
      sum.cutOctets += talk.octets
      sum.consenting.add(talk.client)
    } else sum.others.add(talk.client)
  }
  return new Map(
    endpoints.flatMap((endpoint) => {
      const sum = sums.get(formatEndpoint(endpoint))
      if (!sum) return []
      const all = ofAddress.get(endpoint.address) ?? 0
      return [
        [
          formatEndpoint(endpoint),
          {
            flows: sum.flows,
            consenting: sum.consenting.size,
            others: sum.others.size,
            share: all === 0 ? 0 : sum.cutOctets / all,
          },
        ] as const,
      ]
    }),
  )
}

function prefixesOf(texts: readonly string[]): PrefixMap<true> {
  const map = new PrefixMap<true>()
  for (const text of texts) map.set(parsePrefix(text)!, true)
  return map
}

const isWithin = (address: Uint8Array, prefixes: PrefixMap<true>): boolean =>
  !prefixes.holding(address).next().done
