import { canonicalAddress } from '../../core/address.ts'

const IPV4 = /\d{1,3}(?:\.\d{1,3}){3}/g
/** Up to eight groups, and room for a word that ends in a colon before and a port after them. */
const IPV6 = /[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,5}){2,10}/g

/**
 * The addresses that a text names, canonical. Finds them inside `192.0.2.1:443/tcp`, brackets and
 * prefixes as well: a case must not say who talked to its endpoint, not even in a sentence.
 */
export function addressesIn(text: string): string[] {
  return [
    ...[...text.matchAll(IPV4)].map(([mention]) => canonicalAddress(mention)),
    ...[...text.matchAll(IPV6)].map(([mention]) => firstAddress(mention)),
  ].filter((address) => address !== undefined)
}

/** `2001:db8:0:0:0:0:0:1:443` is no address until its port is cut off. */
function firstAddress(mention: string): string | undefined {
  const groups = mention.split(':')
  for (let start = 0; start <= 1; start++)
    for (let end = groups.length; end > start; end--) {
      const address = canonicalAddress(groups.slice(start, end).join(':'))
      if (address !== undefined) return address
    }
  return undefined
}
