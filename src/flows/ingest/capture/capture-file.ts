import { type FileHandle, open } from 'node:fs/promises'
import { IngestError, type IngestErrorCode } from '../errors.ts'

/** Read at once: few system calls, little memory. */
const CHUNK_OCTETS = 1 << 20

/** Reads a capture front to back. What `take` returns stays valid: chunks are never overwritten. */
export class CaptureFile {
  readonly path: string
  readonly #handle: FileHandle
  #chunk: Buffer = Buffer.alloc(0)
  #used = 0
  #offset = 0
  #isEnded = false

  private constructor(path: string, handle: FileHandle) {
    this.path = path
    this.#handle = handle
  }

  static async open(path: string): Promise<CaptureFile> {
    try {
      return new CaptureFile(path, await open(path, 'r'))
    } catch (cause) {
      throw new IngestError('FILE_UNREADABLE', `${path}: cannot be opened`, { cause })
    }
  }

  /** Position in the file of the next octet. */
  get offset(): number {
    return this.#offset
  }

  /** The next `octetCount` octets without moving on; fewer at the end of the file. */
  async peek(octetCount: number): Promise<Uint8Array> {
    if (this.#chunk.length - this.#used < octetCount) await this.#fill(octetCount)
    return this.#chunk.subarray(this.#used, this.#used + octetCount)
  }

  /** Moves past the next `octetCount` octets, or throws `PCAP_TRUNCATED` when the file is shorter. */
  async take(octetCount: number, what: string): Promise<Uint8Array> {
    const octets = await this.peek(octetCount)
    if (octets.length < octetCount)
      throw this.error('PCAP_TRUNCATED', `the file ends within ${what}`)
    this.#used += octetCount
    this.#offset += octetCount
    return octets
  }

  error(code: IngestErrorCode, problem: string): IngestError {
    return new IngestError(code, `${this.path}: offset ${this.#offset}: ${problem}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close()
  }

  async #fill(octetCount: number): Promise<void> {
    const rest = this.#chunk.subarray(this.#used)
    const next = Buffer.alloc(Math.max(CHUNK_OCTETS, octetCount))
    rest.copy(next)
    let length = rest.length
    while (length < octetCount && !this.#isEnded) {
      const { bytesRead } = await this.#read(next, length)
      this.#isEnded = bytesRead === 0
      length += bytesRead
    }
    this.#chunk = next.subarray(0, length)
    this.#used = 0
  }

  async #read(into: Buffer, at: number): Promise<{ bytesRead: number }> {
    try {
      return await this.#handle.read(into, at, into.length - at, null)
    } catch (cause) {
      throw new IngestError('FILE_UNREADABLE', `${this.path}: cannot be read`, { cause })
    }
  }
}
