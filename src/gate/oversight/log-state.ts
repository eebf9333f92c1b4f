import { HubError } from '../hub/errors.ts'
import { CONFIRMATIONS } from '../hub/log-keeper.ts'
import { parseCheckpoint } from '../log/checkpoint.ts'
import { parseNote } from '../log/note.ts'
import { parseProof } from '../log/offline-proof.ts'
import type { OversightContext } from './context.ts'

export type LogState = {
  readonly origin: string
  /** Entries that the newest signed checkpoint covers. */
  readonly size: number
  /** SHA-256, base64. */
  readonly root: string
  /** As anybody can fetch it. */
  readonly checkpoint: string
  /** Entries that wait for a checkpoint; more than none for longer than a moment is a fault. */
  readonly waiting: number
  readonly lastStatedAtMs: number | null
  /** Entries that were made to say nothing. */
  readonly forgotten: number
  /** Who else has seen it; the log's own signature is not among them. */
  readonly witnesses: readonly { readonly name: string; readonly seenAtMs: number }[]
  /** The newest confirmation by a time-stamping authority; null when there is none. */
  readonly stamp: { readonly size: number; readonly atMs: number | null } | null
}

const TIME_OCTETS = 8
/** A cosignature is its time and an Ed25519 signature (c2sp.org/tlog-cosignature). */
const COSIGNATURE_OCTETS = TIME_OCTETS + 64

/** Throws HUB_NOT_FOUND before the first checkpoint. */
export async function logState({ db, hub }: OversightContext): Promise<LogState> {
  const text = hub.log.checkpoint()
  if (text === undefined) throw new HubError('HUB_NOT_FOUND', 'the log has no checkpoint yet')
  const note = parseNote(text)
  const { origin, size, root } = parseCheckpoint(note.text)
  const counted = await db
    .selectFrom('hub_log')
    .select((eb) => [
      eb.fn.countAll<number>().as('entries'),
      eb.fn.countAll<number>().filterWhere('salt', 'is', null).as('forgotten'),
      eb.fn.max('stated_at').as('stated_at'),
    ])
    .executeTakeFirstOrThrow()
  return {
    origin,
    size,
    root: Buffer.from(root).toString('base64'),
    checkpoint: text,
    waiting: Number(counted.entries) - size,
    lastStatedAtMs: counted.stated_at?.getTime() ?? null,
    forgotten: Number(counted.forgotten),
    witnesses: note.signatures
      .filter(({ name, octets }) => name !== origin && octets.length === COSIGNATURE_OCTETS)
      .map(({ name, octets }) => ({ name, seenAtMs: Number(octets.readBigUInt64BE()) * 1000 })),
    stamp: stampOf(hub.log),
  }
}

function stampOf(log: { tile(path: string): Uint8Array | undefined }): LogState['stamp'] {
  const [stamped, stamp] = [log.tile(CONFIRMATIONS.stamp.of), log.tile(CONFIRMATIONS.stamp.by)]
  if (!stamped || !stamp) return null
  const { size } = parseCheckpoint(parseNote(Buffer.from(stamped).toString('utf8')).text)
  return { size, atMs: stampedAtMs(Buffer.from(stamp).toString('latin1')) }
}

/** The first GeneralizedTime of an RFC 3161 answer is its genTime: before it stand only numbers and the hash. */
function stampedAtMs(der: string): number | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: tag and length as DER writes them
  const found = /\x18[\x0f-\x1f](\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z/.exec(der)
  if (!found) return null
  const [year, month, day, hour, minute, second] = found.slice(1).map(Number)
  return Date.UTC(year!, month! - 1, day, hour, minute, second)
}

/** A proof file of what was said of an endpoint, the newest or the one asked for. Throws HUB_NOT_FOUND. */
export async function proofOf(
  { hub }: OversightContext,
  warningId: string,
  index?: number,
): Promise<{ readonly index: number; readonly text: string }> {
  const proofs = (await hub.log.proofs(warningId)).map((text) => ({
    index: parseProof(text).index,
    text,
  }))
  const found = index === undefined ? proofs.at(-1) : proofs.find((proof) => proof.index === index)
  if (!found) throw new HubError('HUB_NOT_FOUND', 'the log can prove nothing under this id')
  return found
}
