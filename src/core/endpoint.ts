import { canonicalAddress } from './address.ts'
import { protocolName, protocolNumber } from './protocol.ts'

/**
 * A service endpoint: the unit that is scored, decided on and, behind the gate, shared.
 * `address` is canonical text, `protocol` an IANA keyword in lower case (`tcp`).
 */
export type ServiceEndpoint = {
  readonly address: string
  readonly protocol: string
  readonly port: number
}

/** `192.0.2.1:443/tcp`, `[2001:db8::1]:443/tcp`. */
export function formatEndpoint(endpoint: ServiceEndpoint): string {
  const host = endpoint.address.includes(':') ? `[${endpoint.address}]` : endpoint.address
  return `${host}:${endpoint.port}/${endpoint.protocol}`
}

/** The inverse of `formatEndpoint`; `undefined` when malformed. */
export function parseEndpoint(text: string): ServiceEndpoint | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):(\d{1,5})\/([a-z0-9-]+)$/.exec(text)
  if (!match) return undefined
  const address = canonicalAddress(match[1] ?? match[2]!)
  const protocol = protocolNumber(match[4]!)
  const port = Number(match[3])
  if (address === undefined || protocol === undefined || port > 65535) return undefined
  return { address, protocol: protocolName(protocol), port }
}
