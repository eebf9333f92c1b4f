import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditKind } from '../../core/audit-kind.ts'
import type { Clock } from '../../core/clock.ts'
import type { TimeSpan } from '../../core/time-span.ts'
import { AuditHeadFile, keepLostHead, knownHeads } from './audit-head.ts'
import { OpenDeletions } from './deletion-record.ts'
import { StoreError } from './errors.ts'

/** One line of the audit. `hash` covers every other field, `previous` is the hash of the line before. */
export type AuditEntry = {
  readonly sequence: number
  readonly at: string
  readonly kind: AuditKind
  readonly purpose: string
  readonly actor: string
  readonly reason: string
  /** What was read or deleted: a digest of the statement, or a partition (deletion-record.ts). Never an address. */
  readonly subject: string
  /** The time that was looked at, RFC 3339; absent where the look was of none. */
  readonly window?: { readonly from: string; readonly to: string }
  readonly previous: string
  readonly hash: string
}

export type AuditRecord = Pick<AuditEntry, 'kind' | 'purpose' | 'actor' | 'reason' | 'subject'> & {
  readonly window?: TimeSpan | undefined
}

export type AuditVerdict = {
  readonly entryCount: number
  /** Deletions that were begun and whose outcome is not recorded; the next purge settles them. */
  readonly unsettledDeletions: number
  /** The first line that does not follow from the one before it. */
  readonly brokenAt?: { readonly line: number; readonly why: string }
  /** Hash of the last line; noted elsewhere, it proves later that nothing before it was rewritten. */
  readonly head: string
}

export const AUDIT_FILE_NAME = 'audit.jsonl'
const GENESIS = '0'.repeat(64)
const REASON_LENGTH_MAX = 500
const NO_ENTRY = { kind: 'look', subject: '' } as const

/**
 * Who looked at flow records, when and why, as lines chained by SHA-256: a changed, removed or
 * inserted line breaks every hash after it. Each line is on disk before the look happens.
 */
export class AuditLog {
  readonly #file: FileHandle
  readonly #headFile: AuditHeadFile
  readonly #clock: Clock
  readonly #deletions = new OpenDeletions()
  #sequence: number
  #head: string
  /** Octets of whole lines in the file. */
  #length: number
  /** A line may lie behind the whole ones that was not acknowledged. */
  #isTorn = false
  #tail: Promise<unknown> = Promise.resolve()

  private constructor(
    file: FileHandle,
    headFile: AuditHeadFile,
    clock: Clock,
    last: Pick<AuditEntry, 'sequence' | 'hash'>,
    length: number,
  ) {
    this.#file = file
    this.#headFile = headFile
    this.#clock = clock
    this.#sequence = last.sequence
    this.#head = last.hash
    this.#length = length
  }

  /** Continues the chain in `directory`; a line cut short by a crash was never acknowledged and is dropped. */
  static async open(directory: string, clock: Clock): Promise<AuditLog> {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const path = join(directory, AUDIT_FILE_NAME)
    const file = await open(path, 'a+', 0o600)
    const text = await file.readFile('utf8')
    const wholeLength = text.lastIndexOf('\n') + 1
    const length = Buffer.byteLength(text.slice(0, wholeLength))
    if (wholeLength < text.length) await file.truncate(length)
    const last = text.slice(0, wholeLength).trimEnd().split('\n').at(-1)
    const entry = last ? parseEntry(last) : { sequence: 0, hash: GENESIS }
    if (!entry)
      throw new StoreError('AUDIT_BROKEN', `the last line of ${path} is not an audit entry`)
    const ended = (await knownHeads(directory)).at(-1)
    // Not refused: an audit that stops because it was tampered with would record nothing from then on.
    if (ended && ended.sequence > entry.sequence)
      await keepLostHead(directory, ended).catch(() => {})
    const headFile = await AuditHeadFile.open(directory)
    const log = new AuditLog(file, headFile, clock, entry, length)
    for (const line of text.slice(0, wholeLength).split('\n'))
      if (line.includes('"kind":"deletion"')) log.#deletions.note(parseEntry(line) ?? NO_ENTRY)
    return log
  }

  /** Deletions that were begun, in this process or before, and whose outcome is not recorded. */
  get openDeletions(): OpenDeletions {
    return this.#deletions
  }

  /** Resolves once the line is on disk. Lines are written in the order of the calls. */
  append(record: AuditRecord): Promise<void> {
    const written = this.#tail.then(() => this.#write(record))
    this.#tail = written.catch(() => {})
    return written
  }

  async close(): Promise<void> {
    await this.#tail
    await this.#file.close()
    await this.#headFile.close()
  }

  async #write(record: AuditRecord): Promise<void> {
    const body = {
      sequence: this.#sequence + 1,
      at: new Date(this.#clock.nowMs()).toISOString(),
      kind: record.kind,
      purpose: record.purpose,
      actor: record.actor,
      reason: record.reason.slice(0, REASON_LENGTH_MAX),
      subject: record.subject,
      ...(record.window ? { window: windowText(record.window) } : {}),
      previous: this.#head,
    }
    const hash = hashOf(body)
    const line = Buffer.from(`${JSON.stringify({ ...body, hash })}\n`)
    try {
      // What a full disk took of the line before would make one broken line of the two.
      if (this.#isTorn) await this.#file.truncate(this.#length)
      this.#isTorn = true
      await this.#file.appendFile(line)
      await this.#file.datasync()
      this.#isTorn = false
      this.#length += line.length
    } catch (cause) {
      await this.#file.truncate(this.#length).then(
        () => {
          this.#isTorn = false
        },
        () => {},
      )
      throw new StoreError('AUDIT_UNWRITABLE', 'the audit cannot be written, so nothing is read', {
        cause,
      })
    }
    this.#sequence = body.sequence
    this.#head = hash
    // A head that could not be written is behind, which is no lie.
    await this.#headFile.write({ sequence: body.sequence, hash }).catch(() => {})
    this.#deletions.note(body)
  }
}

/** Follows the chain from its first line to the last that it is known to have had. */
export async function verifyAudit(directory: string): Promise<AuditVerdict> {
  const text = await readFile(join(directory, AUDIT_FILE_NAME), 'utf8').catch(() => '')
  const lines = text.split('\n').slice(0, -1)
  const ends = new Map((await knownHeads(directory)).map(({ sequence, hash }) => [sequence, hash]))
  const deletions = new OpenDeletions()
  const verdict = (head: string, brokenAt?: AuditVerdict['brokenAt']): AuditVerdict => ({
    entryCount: lines.length,
    unsettledDeletions: deletions.all.length,
    head,
    ...(brokenAt ? { brokenAt } : {}),
  })
  let previous = GENESIS
  for (const [index, line] of lines.entries()) {
    const entry = parseEntry(line)
    const why = faultOf(entry, index + 1, previous, ends)
    if (why) return verdict(previous, { line: index + 1, why })
    previous = entry!.hash
    deletions.note(entry!)
  }
  const last = Math.max(0, ...ends.keys())
  if (last <= lines.length) return verdict(previous)
  const why = `the audit had ${last} entries: ${lines.length + 1} to ${last} were removed from its end`
  return verdict(previous, { line: lines.length + 1, why })
}

function faultOf(
  entry: AuditEntry | undefined,
  sequence: number,
  previous: string,
  ends: ReadonlyMap<number, string>,
): string | undefined {
  if (!entry) return 'not an audit entry'
  if (entry.sequence > sequence)
    return `entry ${sequence} is missing; entry ${entry.sequence} stands in its place`
  if (entry.sequence !== sequence) return `sequence ${entry.sequence} where ${sequence} is due`
  if (entry.previous !== previous) return 'does not follow from the line before it'
  const { hash, ...body } = entry
  if (hash !== hashOf(body)) return 'its content does not match its hash'
  const ended = ends.get(sequence)
  if (ended !== undefined && ended !== hash)
    return `entry ${sequence} and what came after it were removed, and others written in their place`
  return undefined
}

export function parseEntry(line: string): AuditEntry | undefined {
  try {
    const entry = JSON.parse(line)
    return typeof entry?.hash === 'string' && Number.isInteger(entry.sequence) ? entry : undefined
  } catch {
    return undefined
  }
}

const windowText = ({ startMs, endMs }: TimeSpan) => ({
  from: new Date(startMs).toISOString(),
  to: new Date(endMs).toISOString(),
})

/** Keys are hashed in their written order, which `JSON.parse` keeps. */
function hashOf(body: Omit<AuditEntry, 'hash'>): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex')
}
