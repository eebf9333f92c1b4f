import { type Prefix, parsePrefix, prefixContains } from '../../core/prefix.ts'

/**
 * Addresses that are nobody's server on the Internet (IANA special-purpose registries, RFC 6890; multicast).
 * A list that names them is wrong, and a URL that leads to them is a trap. The prefixes for documentation are
 * left out: they lead nowhere, and examples and exercises live in them.
 */
const RESERVED: readonly Prefix[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
  '::/128',
  '::1/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2002::/16',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
].map((text) => parsePrefix(text)!)

/** Whether a prefix lies in a reserved one, or holds one. */
export function isReserved(prefix: Prefix): boolean {
  return RESERVED.some((reserved) =>
    reserved.length <= prefix.length
      ? prefixContains(reserved, prefix.octets)
      : prefixContains(prefix, reserved.octets),
  )
}
