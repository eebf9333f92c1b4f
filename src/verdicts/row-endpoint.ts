import { canonicalAddress } from '../core/address.ts'
import type { ServiceEndpoint } from '../core/endpoint.ts'
import { protocolName } from '../core/protocol.ts'

/** How the engine names an endpoint. */
export type EngineEndpoint = {
  readonly address: string
  readonly protocol: number
  readonly port: number
}

export const endpointOf = ({ address, protocol, port }: EngineEndpoint): ServiceEndpoint => ({
  address: canonicalAddress(address) ?? address,
  protocol: protocolName(protocol),
  port,
})
