import type { SigningKey } from '../warning/trust/signing-key.ts'
import { openCheckpoint, type TreeHead } from './checkpoint.ts'
import { cosign } from './cosignature.ts'
import { LogError } from './errors.ts'
import { HASH_OCTETS } from './merkle.ts'
import { formatSignatureLine, type NoteKey } from './note.ts'
import { verifyConsistency } from './proof.ts'

export type WitnessKey = { readonly name: string; readonly key: SigningKey }

/** What HTTP answers, and what the witness has to remember before it does. */
export type WitnessAnswer = {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422
  readonly contentType: string
  readonly body: string
  readonly remember?: TreeHead & { readonly origin: string }
}

const PROOF_LINES_MAX = 63
const TEXT = 'text/plain; charset=utf-8'

/**
 * One `add-checkpoint` (c2sp.org/tlog-witness). The caller looks up, calls this and remembers in one
 * transaction: two at once could otherwise roll the witness back.
 */
export function addCheckpoint(
  body: string,
  logKeys: readonly NoteKey[],
  lookUp: (origin: string) => TreeHead | undefined,
  witness: WitnessKey,
  nowMs: number,
): WitnessAnswer {
  const request = parseRequest(body)
  if (!request) return answer(400)
  let opened: ReturnType<typeof openCheckpoint>
  try {
    opened = openCheckpoint(request.checkpoint, logKeys)
  } catch (error) {
    return answer(statusOf(error))
  }
  const { checkpoint, note } = opened
  const { origin, size, root } = checkpoint
  if (request.oldSize > size) return answer(400)
  const held = lookUp(origin)
  if (request.oldSize !== (held?.size ?? 0))
    return { ...answer(409, `${held?.size ?? 0}\n`), contentType: 'text/x.tlog.size' }
  if (held && held.size === size && Buffer.compare(held.root, root) !== 0) return answer(409)
  if (held && held.size > 0) {
    try {
      verifyConsistency(held, { size, root }, request.proof)
    } catch {
      return answer(422)
    }
  } else if (request.proof.length > 0) return answer(422)
  const line = formatSignatureLine(cosign(note.text, witness.name, witness.key, nowMs))
  return { ...answer(200, line), remember: { origin, size, root } }
}

/** What a log sends to a witness. */
export function formatRequest(
  oldSize: number,
  proof: readonly Uint8Array[],
  checkpoint: string,
): string {
  const lines = proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`)
  return `old ${oldSize}\n${lines.join('')}\n${checkpoint}`
}

function parseRequest(
  body: string,
): { oldSize: number; proof: Buffer[]; checkpoint: string } | undefined {
  const end = body.indexOf('\n\n')
  const [first, ...lines] = body.slice(0, end).split('\n')
  const oldSize = /^old (0|[1-9]\d{0,15})$/.exec(first ?? '')?.[1]
  const proof = lines.map((line) => Buffer.from(line, 'base64'))
  const isProof = proof.every(
    (hash, index) => hash.length === HASH_OCTETS && hash.toString('base64') === lines[index],
  )
  if (end < 0 || oldSize === undefined || !isProof || lines.length > PROOF_LINES_MAX)
    return undefined
  return { oldSize: Number(oldSize), proof, checkpoint: body.slice(end + 2) }
}

function statusOf(error: unknown): 400 | 403 | 404 {
  if (!(error instanceof LogError)) throw error
  if (error.code === 'CHECKPOINT_FOREIGN') return 404
  return error.code === 'NOTE_UNSIGNED' || error.code === 'NOTE_SIGNATURE_WRONG' ? 403 : 400
}

const answer = (status: WitnessAnswer['status'], body = ''): WitnessAnswer => ({
  status,
  contentType: TEXT,
  body,
})
