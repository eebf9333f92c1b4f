import { formatPrefix, parsePrefix } from '../../../core/prefix.ts'
import { protocolNumber } from '../../../core/protocol.ts'
import type { EndpointTarget } from '../../block/target.ts'
import { PlaneError } from '../errors.ts'

/** Discard what goes from these sources to this endpoint (RFC 8955). */
export type FlowRule = {
  readonly source: string
  readonly destination: string
  readonly protocol: number
  readonly port: number
}

export const FAMILIES = ['ipv4-flowspec', 'ipv6-flowspec'] as const
export type FlowFamily = (typeof FAMILIES)[number]

/** Types of components (RFC 8955 §4.2.2). */
const DESTINATION = 1
const SOURCE = 2
const PROTOCOL = 3
const DESTINATION_PORT = 5
/** The comparison bits of an operator octet; the others say its length and that it is the last. */
const COMPARISON = 0b111
const EQUAL = 0b001
const COMMUNITIES_ATTRIBUTE = 8

export const ruleKey = (rule: FlowRule): string =>
  `${rule.source} ${rule.destination} ${rule.protocol} ${rule.port}`

export const familyOf = ({ destination }: FlowRule): FlowFamily =>
  destination.includes(':') ? 'ipv6-flowspec' : 'ipv4-flowspec'

/** `undefined` where pool and endpoint are of different families, or the protocol has no ports. */
export function ruleFor(pool: string, target: EndpointTarget): FlowRule | undefined {
  const destination = parsePrefix(target.address)
  const source = parsePrefix(pool)
  const protocol = protocolNumber(target.protocol)
  if (!destination || !source || protocol === undefined) return undefined
  if (pool.includes(':') !== target.address.includes(':')) return undefined
  return {
    source: formatPrefix(source),
    destination: formatPrefix(destination),
    protocol,
    port: target.port,
  }
}

/** What stands after `global rib add|del -a FAMILY`. */
export function matchWords({ source, destination, protocol, port }: FlowRule): string[] {
  const endpoint = ['protocol', `==${protocol}`, 'destination-port', `==${port}`]
  return ['match', 'source', source, 'destination', destination, ...endpoint]
}

type Component = { type: number; value: { prefix?: string } | { op: number; value: number }[] }
type Path = {
  nlri?: { value?: Component[] }
  attrs?: { type: number; communities?: number[] }[]
}

/** All rules that could be ours by their form, and whether they carry our mark. */
export type HeldRule = { readonly rule: FlowRule; readonly isOurs: boolean }

/** Reads `gobgp -j global rib -a FAMILY`. Throws `PlaneError` PLANE_ANSWER_UNREADABLE. */
export function readRib(json: string, community: string): HeldRule[] {
  let rib: Record<string, Path[]>
  try {
    rib = JSON.parse(json)
  } catch {
    throw new PlaneError('PLANE_ANSWER_UNREADABLE', 'gobgp answers something that is no JSON')
  }
  const [high, low] = community.split(':').map(Number) as [number, number]
  const mark = high * 2 ** 16 + low
  return Object.values(rib)
    .flat()
    .flatMap((path) => {
      const rule = readRule(path.nlri?.value ?? [])
      const isOurs = (path.attrs ?? []).some(
        ({ type, communities }) =>
          type === COMMUNITIES_ATTRIBUTE && communities?.includes(mark) === true,
      )
      return rule ? [{ rule, isOurs }] : []
    })
}

/** Exactly our four components; whatever says more or less is not of our making. */
function readRule(components: readonly Component[]): FlowRule | undefined {
  const prefixOf = (type: number): string | undefined => {
    const value = components.find((each) => each.type === type)?.value
    return value && !Array.isArray(value) ? value.prefix : undefined
  }
  const numberOf = (type: number): number | undefined => {
    const value = components.find((each) => each.type === type)?.value
    if (!Array.isArray(value) || value.length !== 1) return undefined
    return (value[0]!.op & COMPARISON) === EQUAL ? value[0]!.value : undefined
  }
  const source = prefixOf(SOURCE)
  const destination = prefixOf(DESTINATION)
  const protocol = numberOf(PROTOCOL)
  const port = numberOf(DESTINATION_PORT)
  if (components.length !== 4 || !source || !destination) return undefined
  if (protocol === undefined || port === undefined) return undefined
  return { source, destination, protocol, port }
}
