import { HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'
import { openCheckpoint, type TreeHead } from './checkpoint.ts'
import { cosignedAtMs } from './cosignature.ts'
import { LogError } from './errors.ts'
import type { NoteKey } from './note.ts'
import { verifyConsistency } from './proof.ts'

/** Whom somebody believes about a log. */
export type LogPolicy = {
  readonly logKeys: readonly NoteKey[]
  readonly witnesses: readonly NoteKey[]
  /** So many witnesses must have seen a checkpoint; 0 where there are none yet. */
  readonly quorum: number
}

/** A quorum must have seen the checkpoint within this time. */
export const CHECKPOINT_FRESH_MS = 24 * HOUR_MS
const AHEAD_MS_MAX = 5 * MINUTE_MS

/**
 * The newest tree, if it is the one that was seen with more behind it. Throws `LogError`: each way to be
 * lied to has its own code.
 * @param proof consistency from the held tree to this one
 */
export function followLog(
  held: TreeHead | null,
  text: string,
  proof: readonly Uint8Array[],
  policy: LogPolicy,
  nowMs: number,
): TreeHead {
  const { checkpoint, note } = openCheckpoint(text, policy.logKeys)
  const { size, root } = checkpoint
  if (held) verifyConsistency(held, { size, root }, proof)
  if (policy.quorum > 0) {
    const seen = cosignedAtMs(note, policy.witnesses).filter((atMs) => atMs <= nowMs + AHEAD_MS_MAX)
    const quorumAtMs = seen[policy.quorum - 1]
    if (quorumAtMs === undefined)
      throw new LogError(
        'WITNESSES_TOO_FEW',
        `${seen.length} witnesses, ${policy.quorum} are asked`,
      )
    if (nowMs - quorumAtMs > CHECKPOINT_FRESH_MS)
      throw new LogError('CHECKPOINT_STALE', 'no quorum of witnesses has seen it for a day')
  }
  return { size, root }
}
