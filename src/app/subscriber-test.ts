import { parseAddress } from '../core/address.ts'
import { parsePrefix, prefixContains } from '../core/prefix.ts'
import type { Configuration } from './configuration.ts'

/** Whether an address is one of our own subscribers': such a one may stand in no note. */
export function subscriberTest({
  subscriberPrefixes,
}: Pick<Configuration, 'subscriberPrefixes'>): (address: string) => boolean {
  const prefixes = subscriberPrefixes.map((text) => parsePrefix(text)!)
  return (address) => {
    const octets = parseAddress(address)
    return octets !== undefined && prefixes.some((prefix) => prefixContains(prefix, octets))
  }
}
