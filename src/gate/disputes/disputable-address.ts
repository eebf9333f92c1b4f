import { isIpv4Mapped } from '../../core/address.ts'
import { isPublicAddress, isSyntheticAddress } from '../warning/public-address.ts'
import type { DisputeSettings } from './settings.ts'

const IPV6_LOOPBACK_LAST = 15

/**
 * Whether somebody may ask about an address, and the hub may ask it in turn: what can be listed at all. A
 * laboratory also has itself and the addresses of documentation.
 */
export function isDisputable(
  octets: Uint8Array,
  { isLaboratory }: Pick<DisputeSettings, 'isLaboratory'>,
): boolean {
  if (isPublicAddress(octets)) return true
  return isLaboratory && (isSyntheticAddress(octets) || isLoopback(octets))
}

function isLoopback(octets: Uint8Array): boolean {
  if (isIpv4Mapped(octets)) return octets[12] === 127
  return octets.every((octet, index) => octet === (index === IPV6_LOOPBACK_LAST ? 1 : 0))
}
