import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'
import type { Addressed } from './issue.ts'
import { LIST_LASTS_MS } from './list-document.ts'
import { instantOf } from './shape.ts'
import type { SigningKey } from './signing-key.ts'

/** A signed list that is too long to be one text: what comes before its warnings, they, and what comes after. */
export type PartedDocument = {
  readonly before: string
  /** Canonical texts of warnings, without the commas between. */
  readonly warnings: readonly string[]
  readonly after: string
  readonly version: number
  readonly hash: string
  readonly octets: number
}

/** Some hundred kilobytes: a few milliseconds of work before others get their turn. */
export const CHUNK = 1_000

/**
 * A snapshot out of texts that are canonical already. Hashed piece by piece and signed by another thread: 100,000
 * warnings are 27 MB, and the same work at once would stop a hub for seconds.
 *
 * @param pause lets others do their work
 */
export async function issueSnapshotParts(
  { hub, view }: Addressed,
  version: number,
  warnings: readonly string[],
  key: SigningKey,
  nowMs: number,
  pause: () => Promise<void>,
): Promise<PartedDocument> {
  const expiresAt = instantOf(nowMs + LIST_LASTS_MS)
  const empty = canonicalJson({ type: 'snapshot', hub, view, version, expiresAt, warnings: [] })
  // "warnings" is the last of its keys in canonical order, and nothing of a name can look like it.
  const split = empty.lastIndexOf('[]') + 1
  const [head, tail] = [empty.slice(0, split), empty.slice(split)]
  const hash = createHash('sha256')
  const pieces: Buffer[] = []
  const take = (text: string): void => {
    const piece = Buffer.from(text)
    hash.update(piece)
    pieces.push(piece)
  }
  take(head)
  for (let start = 0; start < warnings.length; start += CHUNK) {
    const comma = start === 0 ? '' : ','
    take(comma + warnings.slice(start, start + CHUNK).join(','))
    await pause()
  }
  take(tail)
  const message = Buffer.concat(pieces)
  const signature = { keyid: key.id, sig: (await key.signLong(message)).toString('base64url') }
  return {
    before: `{"signatures":[${canonicalJson(signature)}],"signed":${head}`,
    warnings,
    after: `${tail}}`,
    version,
    hash: hash.digest('hex'),
    octets: message.length,
  }
}

/** The document piece by piece. */
export function* piecesOf({ before, warnings, after }: PartedDocument): Generator<string> {
  yield before
  for (let start = 0; start < warnings.length; start += CHUNK)
    yield (start === 0 ? '' : ',') + warnings.slice(start, start + CHUNK).join(',')
  yield after
}
