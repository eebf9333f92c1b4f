import { Resolver } from 'node:dns/promises'

/** Where names are asked, and from which own address; null: whichever the system takes. */
export type AskingPlace = {
  readonly resolver: { readonly address: string; readonly port: number }
  readonly source: string | null
}

/** What a resolver says of a name. `silent`: it says nothing. */
export type NameAnswer =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | { readonly kind: 'no-such-name' | 'no-address' | 'failure' | 'silent' }

const TIMEOUT_MS = 1_000
const NO_ANSWER = new Set(['ETIMEOUT', 'ECONNREFUSED', 'ECANCELLED'])

export async function askName(name: string, place: AskingPlace): Promise<NameAnswer> {
  const { address, port } = place.resolver
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 })
  resolver.setServers([`${address.includes(':') ? `[${address}]` : address}:${port}`])
  if (place.source !== null) {
    if (place.source.includes(':')) resolver.setLocalAddress('0.0.0.0', place.source)
    else resolver.setLocalAddress(place.source)
  }
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  const addresses = answers.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
  if (addresses.length > 0) return { kind: 'addresses', addresses: addresses.sort() }
  const codes = answers.map((each) => (each.status === 'rejected' ? each.reason.code : ''))
  if (codes.includes('ENOTFOUND')) return { kind: 'no-such-name' }
  if (codes.includes('ENODATA')) return { kind: 'no-address' }
  return { kind: codes.some((code) => NO_ANSWER.has(code)) ? 'silent' : 'failure' }
}
