import { canonicalAddress } from '../../core/address.ts'
import { formatEndpoint, parseEndpoint, type ServiceEndpoint } from '../../core/endpoint.ts'
import { ReleaseError } from './errors.ts'

/** What is to be free again. */
export type ReleaseSubject =
  | { readonly kind: 'endpoint'; readonly endpoint: ServiceEndpoint }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'name'; readonly name: string }

const NAME = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9_-]{1,63}$/

/** `203.0.113.7:4444/tcp`, an address, a name, or `*.name` as rules for a tree are written. Throws `ReleaseError` RELEASE_SUBJECT_INVALID. */
export function parseSubject(text: string): ReleaseSubject {
  const endpoint = parseEndpoint(text)
  if (endpoint) return { kind: 'endpoint', endpoint }
  const address = canonicalAddress(text)
  if (address !== undefined) return { kind: 'address', address }
  const name = text.toLowerCase().replace(/^\*\./, '').replace(/\.$/, '')
  if (NAME.test(name)) return { kind: 'name', name }
  throw new ReleaseError('RELEASE_SUBJECT_INVALID', 'neither an endpoint nor an address nor a name')
}

export function formatSubject(subject: ReleaseSubject): string {
  switch (subject.kind) {
    case 'endpoint':
      return formatEndpoint(subject.endpoint)
    case 'address':
      return subject.address
    case 'name':
      return subject.name
  }
}
