/** IANA protocol numbers that have a keyword we print; every other protocol is printed as its number. */
const KEYWORDS: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [2, 'igmp'],
  [4, 'ipv4'],
  [6, 'tcp'],
  [17, 'udp'],
  [41, 'ipv6'],
  [47, 'gre'],
  [50, 'esp'],
  [58, 'ipv6-icmp'],
  [89, 'ospf'],
  [132, 'sctp'],
])
const NUMBERS: ReadonlyMap<string, number> = new Map(
  [...KEYWORDS].map(([number, keyword]) => [keyword, number]),
)

export const PROTOCOL_TCP = 6
export const PROTOCOL_UDP = 17

/** `6` → `'tcp'`; a number without a keyword comes back as decimal digits. */
export function protocolName(number: number): string {
  return KEYWORDS.get(number) ?? String(number)
}

/** `'tcp'`, `'TCP'` or `'6'` → `6`; `undefined` when it is no IP protocol. */
export function protocolNumber(name: string): number | undefined {
  const known = NUMBERS.get(name.toLowerCase())
  if (known !== undefined) return known
  if (!/^\d{1,3}$/.test(name)) return undefined
  const number = Number(name)
  return number <= 255 ? number : undefined
}
