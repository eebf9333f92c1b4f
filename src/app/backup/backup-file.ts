/**
 * A backup is one file: JSON lines, compressed. It begins with what it is and ends with the digest of all before, so
 * that a file that was cut short or changed is never taken for a backup.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, rename, unlink } from 'node:fs/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { DatabaseError } from '../../db/errors.ts'
import type { TransferLine } from '../../db/transfer.ts'
import { AppError } from '../errors.ts'

export type BackupHead = {
  readonly line: 'head'
  readonly format: 1
  readonly at: string
  readonly version: string
}
/** A file of the data directory, by its path in it. */
export type BackupFileLine = {
  readonly line: 'file'
  readonly path: string
  /** base64 */
  readonly content: string
}
export type BackupLine = BackupHead | BackupFileLine | TransferLine
type End = { readonly line: 'end'; readonly lines: number; readonly digest: string }

/** Writes beside the place, syncs, and takes the place only then. Throws `AppError` BACKUP_EXISTS. */
export async function writeBackupFile(
  path: string,
  produce: (write: (line: BackupLine) => Promise<void>) => Promise<void>,
): Promise<void> {
  const claimed = await open(path, 'wx', 0o600).catch((cause) => {
    throw cause.code === 'EEXIST'
      ? new AppError('BACKUP_EXISTS', `${path} is there already; nothing was written`, { cause })
      : new AppError('OPTION_INVALID', `${path} cannot be written: ${cause.message}`, { cause })
  })
  await claimed.close()
  const part = `${path}.part`
  const file = await open(part, 'w', 0o600)
  try {
    await writeLines(file, produce)
    await file.datasync()
    await file.close()
    await rename(part, path)
  } catch (error) {
    await file.close().catch(() => {})
    for (const place of [part, path]) await unlink(place).catch(() => {})
    throw error
  }
}

async function writeLines(
  file: FileHandle,
  produce: (write: (line: BackupLine) => Promise<void>) => Promise<void>,
): Promise<void> {
  const hash = createHash('sha256')
  let lines = 0
  const text = createGzip()
  const written = drain(text, file)
  // Told at the end; until then an unwritable disk is no unhandled rejection.
  written.catch(() => text.destroy())
  const put = async (line: BackupLine | End): Promise<void> => {
    const octets = `${JSON.stringify(line)}\n`
    if (line.line !== 'end') {
      hash.update(octets)
      lines++
    }
    if (text.write(octets)) return
    await Promise.race([new Promise((resolve) => text.once('drain', resolve)), written])
  }
  try {
    await produce(put)
    await put({ line: 'end', lines, digest: hash.digest('hex') })
    text.end()
    await written
  } catch (error) {
    text.destroy()
    await written.catch(() => {})
    throw error
  }
}

async function drain(compressed: AsyncIterable<Buffer>, file: FileHandle): Promise<void> {
  for await (const chunk of compressed) await file.appendFile(chunk)
}

/** The lines of a whole and unchanged backup; throws `DatabaseError` BACKUP_DAMAGED at its end otherwise. */
export async function* readBackupFile(path: string): AsyncGenerator<BackupLine> {
  const hash = createHash('sha256')
  let count = 0
  let end: End | undefined
  const raw = createReadStream(path)
  const plain = (await isCompressed(path)) ? raw.pipe(createGunzip()) : raw
  raw.on('error', (error) => plain.destroy(error))
  try {
    for await (const text of linesOf(plain)) {
      if (end) throw damaged('something follows its end')
      const line = parse(text)
      if (line.line === 'end') {
        end = line
        continue
      }
      if (count === 0 && (line.line !== 'head' || line.format !== 1))
        throw damaged('its head is unknown')
      hash.update(`${text}\n`)
      count++
      yield line
    }
  } catch (cause) {
    if (cause instanceof DatabaseError) throw cause
    throw damaged((cause as Error).message)
  }
  if (!end || end.lines !== count || end.digest !== hash.digest('hex'))
    throw damaged('its end is missing, or it was changed')
}

/** As readline does, but what goes wrong in the stream reaches whoever reads it. */
async function* linesOf(octets: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of octets) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop()!
    yield* lines
  }
  if (rest !== '') yield rest
}

async function isCompressed(path: string): Promise<boolean> {
  const file = await open(path).catch((cause) => {
    throw new AppError('OPTION_INVALID', `${path} cannot be read: ${cause.message}`, { cause })
  })
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
  await file.close()
  return buffer[0] === 0x1f && buffer[1] === 0x8b
}

function parse(text: string): BackupLine | End {
  try {
    const line = JSON.parse(text)
    if (typeof line?.line === 'string') return line
  } catch {}
  throw damaged('a line of it is none')
}

const damaged = (why: string): DatabaseError =>
  new DatabaseError('BACKUP_DAMAGED', `this is not a whole backup: ${why}`)
