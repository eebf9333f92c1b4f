import { isIpv4Mapped } from '../../../core/address.ts'
import { formatPrefix, type Prefix, parsePrefix } from '../../../core/prefix.ts'
import type { GrantedSource } from '../../block/blocking.ts'
import type { EndpointTarget, Target } from '../../block/target.ts'

/** Protocols that have ports; nftables reads both with `th`. */
export const PORT_PROTOCOLS = ['tcp', 'udp', 'sctp'] as const

/** One member of a set, and when it ends by itself; null: not before the whole table does. */
export type Element = {
  readonly set: string
  readonly text: string
  readonly untilMs: number | null
}

/** A set of sources: those of one family and one length. */
export type SourceSet = { readonly family: 4 | 6; readonly length: number }

const HOST_BITS = { 4: 32, 6: 128 } as const

/**
 * Sources of one length are one hash: members come and go in constant time. Interval sets would be one set for all
 * lengths, but `nft` reads such a set whole before it adds to it: 0.4 s for each change among 50,000 (nft 1.0.6),
 * against 0.01 s.
 */
export const sourceSetName = ({ family, length }: SourceSet): string =>
  length === HOST_BITS[family] ? `consent${family}` : `consent${family}_${length}`

export function parseSourceSet(name: string): SourceSet | undefined {
  const match = /^consent([46])(?:_(\d{1,3}))?$/.exec(name)
  if (!match) return undefined
  const family = Number(match[1]) as 4 | 6
  return { family, length: match[2] ? Number(match[2]) : HOST_BITS[family] }
}

/** Throws `Error` for what is no prefix: the ledger makes canonical ones. */
export function sourceSetOf(source: string): SourceSet & { readonly prefix: Prefix } {
  const prefix = parsePrefix(source)
  if (!prefix) throw new Error('a source is a prefix')
  const family = isIpv4Mapped(prefix.octets) && prefix.length >= 96 ? 4 : 6
  const length = family === 4 ? prefix.length - 96 : prefix.length
  if (length === 0) throw new Error('nobody’s line is the whole Internet')
  return { family, length, prefix }
}

export function sourceElement({ source, grant }: GrantedSource): Element {
  const { prefix, ...set } = sourceSetOf(source)
  const [text] = formatPrefix(prefix).split('/')
  return { set: sourceSetName(set), text: text!, untilMs: grant.untilMs }
}

/** `undefined` for what has no port: names, and protocols without. */
export function targetElement(target: Target): Element | undefined {
  if (target.type !== 'endpoint' || !hasPort(target)) return undefined
  const { address, protocol, port, untilMs } = target
  const set = address.includes(':') ? 'c2_6' : 'c2_4'
  return { set, text: `${canonical(address)} . ${protocol} . ${port}`, untilMs }
}

function hasPort({ protocol, port }: EndpointTarget): boolean {
  return (
    (PORT_PROTOCOLS as readonly string[]).includes(protocol) &&
    Number.isInteger(port) &&
    port >= 0 &&
    port <= 65_535
  )
}

/** Nothing is written into a script that was not read as an address before. */
function canonical(address: string): string {
  const prefix = parsePrefix(address)
  if (!prefix || address.includes('/')) throw new Error('a target has an address')
  return formatPrefix(prefix).split('/')[0]!
}
