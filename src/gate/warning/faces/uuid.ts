import { createHash } from 'node:crypto'

/** The namespace of everything that this program names by UUID. Drawn once; it never changes. */
const NAMESPACE = Buffer.from('6f8c1d0e2b7a4c53921e5d7a90b4f3c6', 'hex')

/** A UUID of version 5 (RFC 9562 §5.5): the same name is the same UUID, everywhere and for ever. */
export function uuidOf(name: string): string {
  const octets = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16)
  octets[6] = (octets[6]! & 0x0f) | 0x50
  octets[8] = (octets[8]! & 0x3f) | 0x80
  const hex = octets.toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}
