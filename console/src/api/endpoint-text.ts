import type { Endpoint } from '../../../src/web/schemas/shared.ts'

/** `203.0.113.7:8443/tcp`, `[2001:db8::7]:8443/tcp`. */
export function endpointText({ address, port, protocol }: Endpoint): string {
  return `${hostText(address)}:${port}/${protocol}`
}

export const hostText = (address: string): string =>
  address.includes(':') ? `[${address}]` : address
