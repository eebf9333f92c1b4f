import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { AUDIT_FILE_NAME, type AuditEntry, parseEntry } from './audit-log.ts'

export type AuditFilter = {
  readonly fromMs?: number | undefined
  /** Exclusive. */
  readonly toMs?: number | undefined
  readonly actor?: string | undefined
  readonly purpose?: string | undefined
  readonly kind?: string | undefined
}

export type AuditPage = {
  readonly entries: readonly AuditEntry[]
  /** Where the next page begins; null at the first line of all. */
  readonly nextOffset: number | null
}

const CHUNK_OCTETS = 256 * 1024
/** A filter that fits few lines reads so far and then answers what it has: no request holds the file for minutes. */
const SCANNED_OCTETS_MAX = 32 * 2 ** 20

/**
 * Entries that fit, newest first. Read backwards from `offset` (the end without), because people ask for the newest
 * of a file that grows for years.
 */
export async function readAuditPage(
  directory: string,
  filter: AuditFilter,
  limit: number,
  offset?: number,
): Promise<AuditPage> {
  const file = await openAudit(directory)
  if (!file) return { entries: [], nextOffset: null }
  try {
    const { size } = await file.stat()
    const begin = Math.min(offset ?? size, size)
    const entries: AuditEntry[] = []
    for await (const { line, at } of linesBackwards(file, begin)) {
      const entry = parseEntry(line)
      if (entry && fits(entry, filter)) entries.push(entry)
      const isOver = filter.fromMs !== undefined && entry && Date.parse(entry.at) < filter.fromMs
      if (isOver) return { entries, nextOffset: null }
      if (entries.length >= limit || begin - at > SCANNED_OCTETS_MAX)
        return { entries, nextOffset: at === 0 ? null : at }
    }
    return { entries, nextOffset: null }
  } finally {
    await file.close()
  }
}

/** Every entry that fits, oldest first: for an export. */
export async function* readAudit(
  directory: string,
  filter: AuditFilter,
): AsyncGenerator<AuditEntry> {
  const file = await openAudit(directory)
  if (!file) return
  // The handle is closed by the lines' own stream.
  for await (const line of file.readLines()) {
    const entry = parseEntry(line)
    if (entry && fits(entry, filter)) yield entry
  }
}

function fits(entry: AuditEntry, { fromMs, toMs, actor, purpose, kind }: AuditFilter): boolean {
  const atMs = Date.parse(entry.at)
  return (
    (fromMs === undefined || atMs >= fromMs) &&
    (toMs === undefined || atMs < toMs) &&
    (actor === undefined || entry.actor === actor) &&
    (purpose === undefined || entry.purpose === purpose) &&
    (kind === undefined || entry.kind === kind)
  )
}

async function openAudit(directory: string): Promise<FileHandle | undefined> {
  return open(join(directory, AUDIT_FILE_NAME)).catch(() => undefined)
}

/** Whole lines that end before an offset, the last first, each with the offset at which it begins. */
async function* linesBackwards(
  file: FileHandle,
  end: number,
): AsyncGenerator<{ readonly line: string; readonly at: number }> {
  let rest = Buffer.alloc(0)
  let position = end
  while (position > 0) {
    const length = Math.min(CHUNK_OCTETS, position)
    position -= length
    const chunk = Buffer.alloc(length)
    await file.read(chunk, 0, length, position)
    let block = Buffer.concat([chunk, rest])
    for (;;) {
      // The newline before the last line; the one that ends it does not count.
      const cut = block.lastIndexOf(10, block.length - 2)
      if (cut < 0 || block.length < 2) break
      yield { line: block.subarray(cut + 1).toString('utf8'), at: position + cut + 1 }
      block = block.subarray(0, cut + 1)
    }
    rest = block
  }
  if (rest.length > 0) yield { line: rest.toString('utf8'), at: 0 }
}
