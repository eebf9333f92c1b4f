import { openCheckpoint } from './checkpoint.ts'
import { entryOf, formatOpening, type Opening, parseOpening } from './commitment.ts'
import { cosignedAtMs } from './cosignature.ts'
import { LogError } from './errors.ts'
import type { LogPolicy } from './follow-log.ts'
import { HASH_OCTETS, leafHash } from './merkle.ts'
import { verifyInclusion } from './proof.ts'

const HEADER = 'c2sp.org/tlog-proof@v1'
const PROOF_LINES_MAX = 63

export type OfflineProof = {
  readonly opening: Opening
  readonly index: number
  readonly path: readonly Uint8Array[]
  /** As the log signed it, with whatever witnesses added. */
  readonly checkpoint: string
}

/** A `.tlog-proof` file: what was listed, and that it stands in the log, to be checked without any network. */
export function formatProof({ opening, index, path, checkpoint }: OfflineProof): string {
  const lines = [
    HEADER,
    `extra ${formatOpening(opening).toString('base64')}`,
    `index ${index}`,
    ...path.map((hash) => Buffer.from(hash).toString('base64')),
  ]
  return `${lines.join('\n')}\n\n${checkpoint}`
}

/** Throws PROOF_MALFORMED or COMMITMENT_WRONG. Believes nothing yet. */
export function parseProof(text: string): OfflineProof {
  const end = text.indexOf('\n\n')
  const [header, extra, index, ...lines] = text.slice(0, Math.max(end, 0)).split('\n')
  const opening = /^extra ([A-Za-z0-9+/]+={0,2})$/.exec(extra ?? '')?.[1]
  const position = /^index (0|[1-9]\d{0,15})$/.exec(index ?? '')?.[1]
  const path = lines.map((line) => Buffer.from(line, 'base64'))
  const isProof =
    header === HEADER &&
    path.length <= PROOF_LINES_MAX &&
    path.every((hash, i) => hash.length === HASH_OCTETS && hash.toString('base64') === lines[i])
  if (!isProof || opening === undefined || position === undefined)
    throw new LogError('PROOF_MALFORMED', 'this is no offline proof of this program')
  return {
    opening: parseOpening(Buffer.from(opening, 'base64')),
    index: Number(position),
    path,
    checkpoint: text.slice(end + 2),
  }
}

/**
 * What is proved: the statement, and where it stands. Throws `LogError`. Age is no fault of a proof: it
 * says what was listed then.
 */
export function verifyProof(
  text: string,
  policy: LogPolicy,
): Pick<OfflineProof, 'index'> & Pick<Opening, 'statement'> {
  const { opening, index, path, checkpoint: signed } = parseProof(text)
  const { checkpoint, note } = openCheckpoint(signed, policy.logKeys)
  const witnessCount = cosignedAtMs(note, policy.witnesses).length
  if (witnessCount < policy.quorum)
    throw new LogError('WITNESSES_TOO_FEW', `${witnessCount} witnesses, ${policy.quorum} are asked`)
  verifyInclusion(leafHash(entryOf(opening)), index, checkpoint.size, path, checkpoint.root)
  return { index, statement: opening.statement }
}
