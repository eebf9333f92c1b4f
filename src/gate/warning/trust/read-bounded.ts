import { TrustError } from './errors.ts'

/** Reads what somebody sends up to a bound, and hangs up at the first octet beyond it. Throws DOCUMENT_TOO_LARGE. */
export async function readBounded(
  chunks: AsyncIterable<Uint8Array>,
  octetCountMax: number,
  encoding: 'utf8' | 'latin1' = 'utf8',
): Promise<string> {
  const kept: Uint8Array[] = []
  let octetCount = 0
  for await (const chunk of chunks) {
    octetCount += chunk.length
    if (octetCount > octetCountMax)
      throw new TrustError('DOCUMENT_TOO_LARGE', `more than ${octetCountMax} octets were sent`)
    kept.push(chunk)
  }
  return Buffer.concat(kept).toString(encoding)
}
