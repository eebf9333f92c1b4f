import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { IngestError } from '../errors.ts'

const CHUNK_OCTETS = 256 * 1024

/** A file being read from start to end; gzip is unpacked on the way, whatever the file's name. */
export type FileChunks = AsyncIterable<Buffer> & {
  /** Octets of the file as it lies on disk. */
  readonly bytesTotal: number
  readonly bytesRead: number
  readonly isGzip: boolean
}

/** @throws IngestError FILE_UNREADABLE, FILE_EMPTY */
export async function openFileChunks(path: string): Promise<FileChunks> {
  const [bytesTotal, isGzip] = await probe(path)
  let bytesRead = 0
  return {
    bytesTotal,
    isGzip,
    get bytesRead() {
      return bytesRead
    },
    async *[Symbol.asyncIterator]() {
      const source = createReadStream(path, { highWaterMark: CHUNK_OCTETS })
      source.on('data', (chunk) => {
        bytesRead += chunk.length
      })
      // `data` set the stream flowing; nothing may flow before somebody reads.
      source.pause()
      const gunzip = isGzip ? createGunzip({ chunkSize: CHUNK_OCTETS }) : undefined
      if (gunzip) {
        source.on('error', (error) => gunzip.destroy(error))
        source.pipe(gunzip)
      }
      try {
        for await (const chunk of gunzip ?? source) yield chunk
      } catch (cause) {
        throw readFailed(path, cause)
      } finally {
        source.destroy()
        gunzip?.destroy()
      }
    },
  }
}

async function probe(path: string): Promise<[bytesTotal: number, isGzip: boolean]> {
  try {
    const status = await stat(path)
    if (!status.isFile()) throw new IngestError('FILE_UNREADABLE', `${path}: is not a file`)
    if (status.size === 0) throw new IngestError('FILE_EMPTY', `${path}: the file is empty`)
    await using file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return [status.size, bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b]
  } catch (cause) {
    throw cause instanceof IngestError ? cause : readFailed(path, cause)
  }
}

function readFailed(path: string, cause: unknown): unknown {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'Z_BUF_ERROR')
    return new IngestError('GZIP_INVALID', `${path}: the gzip stream ends too early`, { cause })
  if (code?.startsWith('Z_'))
    return new IngestError('GZIP_INVALID', `${path}: the gzip stream is damaged`, { cause })
  if (code === 'ENOENT')
    return new IngestError('FILE_UNREADABLE', `${path}: there is no such file`, { cause })
  if (code?.startsWith('E'))
    return new IngestError('FILE_UNREADABLE', `${path}: ${message}`, { cause })
  return cause
}
