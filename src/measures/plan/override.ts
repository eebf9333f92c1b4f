import { parseAddress } from '../../core/address.ts'
import { formatEndpoint, parseEndpoint } from '../../core/endpoint.ts'
import { formatPrefix, type Prefix, parsePrefix, prefixContains } from '../../core/prefix.ts'
import type { Target } from '../block/target.ts'
import { isBelow, readHostName } from './host-name.ts'

/** What is never blocked here, whatever a warning says. */
export type OverrideTarget =
  | { readonly kind: 'endpoint'; readonly text: string }
  | { readonly kind: 'prefix'; readonly text: string; readonly prefix: Prefix }
  | { readonly kind: 'name'; readonly text: string }

/** An endpoint, an address or prefix, or a host name with all below it. `undefined` when it is none. */
export function readOverrideTarget(given: string): OverrideTarget | undefined {
  const endpoint = parseEndpoint(given.trim())
  if (endpoint) return { kind: 'endpoint', text: formatEndpoint(endpoint) }
  const prefix = parsePrefix(given.trim())
  if (prefix) return { kind: 'prefix', text: formatPrefix(prefix), prefix }
  const name = readHostName(given)
  return name === undefined ? undefined : { kind: 'name', text: name }
}

/** Many overrides, asked of many targets. */
export class Overrides {
  readonly #endpoints = new Set<string>()
  readonly #prefixes: Prefix[] = []
  readonly #names: string[] = []

  constructor(targets: readonly OverrideTarget[]) {
    for (const target of targets)
      if (target.kind === 'endpoint') this.#endpoints.add(target.text)
      else if (target.kind === 'prefix') this.#prefixes.push(target.prefix)
      else this.#names.push(target.text)
  }

  /** A tree that holds a name which is never blocked cannot be blocked as a tree. */
  cover(target: Target): boolean {
    if (target.type === 'name')
      return this.#names.some(
        (name) => isBelow(target.name, name) || (target.isTree && isBelow(name, target.name)),
      )
    if (this.#endpoints.has(formatEndpoint(target))) return true
    const address = this.#prefixes.length > 0 ? parseAddress(target.address) : undefined
    return address !== undefined && this.#prefixes.some((prefix) => prefixContains(prefix, address))
  }
}
