/**
 * Names of information elements that exporters often send and Noroshi does not hold, for people who
 * ask what was skipped. Only names: nothing here can read one. Ids are IANA's.
 */
const SKIPPED_NAMES: Readonly<Record<number, string>> = {
  5: 'type of service',
  9: 'source prefix length',
  13: 'destination prefix length',
  15: 'next hop, IPv4',
  16: 'source AS',
  17: 'destination AS',
  18: 'BGP next hop, IPv4',
  29: 'source prefix length, IPv6',
  30: 'destination prefix length, IPv6',
  31: 'flow label, IPv6',
  35: 'sampling algorithm',
  46: 'MPLS top label type',
  47: 'MPLS top label address',
  52: 'least time to live',
  53: 'greatest time to live',
  55: 'type of service after',
  56: 'source MAC address',
  57: 'destination MAC address after',
  58: 'VLAN',
  59: 'VLAN after',
  60: 'IP version',
  61: 'direction',
  62: 'next hop, IPv6',
  63: 'BGP next hop, IPv6',
  64: 'IPv6 extension headers',
  70: 'MPLS label 1',
  80: 'destination MAC address',
  81: 'source MAC address after',
  82: 'interface name',
  83: 'interface description',
  89: 'forwarding status',
  95: 'application id',
  96: 'application name',
  136: 'reason for the end of the flow',
  148: 'flow id',
  210: 'padding',
  225: 'source after translation',
  226: 'destination after translation',
  227: 'source port after translation',
  228: 'destination port after translation',
  230: 'translation event',
  233: 'firewall event',
  234: 'ingress VRF',
  235: 'egress VRF',
  243: 'VLAN, 802.1Q',
  256: 'EtherType',
  371: 'user name',
  459: 'HTTP method',
  460: 'HTTP host',
  461: 'HTTP target',
  468: 'HTTP user agent',
}

/** `61 (direction)`, `9.12232` = enterprise and element. */
export function elementText(enterprise: number, element: number): string {
  if (enterprise !== 0) return `${enterprise}.${element}`
  const name = SKIPPED_NAMES[element]
  return name ? `${element} (${name})` : `${element}`
}
