import { isUtf8 } from 'node:buffer'
import { IngestError } from '../errors.ts'

/** No flow log has lines near this; it bounds what one line, or an unclosed quote, can hold. */
export const LINE_OCTETS_MAX = 65_536
const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d

/**
 * A sliding view of a text file: `bytes` from `start` to `end` are unread. Everything up to the last
 * newline has been checked to be UTF-8 without NUL. The last line always ends in a newline.
 */
export class TextWindow {
  readonly #path: string
  readonly #chunks: AsyncIterator<Buffer>
  #isEnded = false
  #isFirst = true
  bytes: Buffer = Buffer.alloc(0)
  start = 0
  end = 0
  /** 1-based number of the line read last. */
  line = 0
  lineStart = 0
  lineEnd = 0

  constructor(path: string, chunks: AsyncIterable<Buffer>) {
    this.#path = path
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** Sets `lineStart` and `lineEnd` (without the line's end); false when `fill` is needed. */
  nextLine(): boolean {
    const at = this.bytes.indexOf(NEWLINE, this.start)
    if (at < 0 || at >= this.end) return false
    this.line++
    if (at - this.start > LINE_OCTETS_MAX) throw this.#tooLong(this.line)
    this.lineStart = this.start
    this.lineEnd = at > this.start && this.bytes[at - 1] === CARRIAGE_RETURN ? at - 1 : at
    this.start = at + 1
    return true
  }

  lineText(): string {
    return this.bytes.toString('utf8', this.lineStart, this.lineEnd)
  }

  /**
   * Brings in the next octets; false at the end of the file.
   * @throws IngestError TEXT_INVALID, LINE_TOO_LONG
   */
  async fill(): Promise<boolean> {
    if (this.#isEnded) return false
    const next = await this.#chunks.next()
    if (next.done) return this.#endLastLine()
    const unread = this.end - this.start
    if (unread > LINE_OCTETS_MAX) throw this.#tooLong(this.line + 1)
    this.#append(next.value)
    if (this.#isFirst) this.#skipByteOrderMark()
    this.#check(this.start + unread)
    return true
  }

  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  #append(chunk: Buffer): void {
    const unread = this.end - this.start
    const size = unread + chunk.length
    // One octet stays free for the newline that a last line may lack.
    if (this.bytes.length < size + 1) {
      const larger = Buffer.allocUnsafe(size + 1)
      this.bytes.copy(larger, 0, this.start, this.end)
      this.bytes = larger
    } else {
      this.bytes.copyWithin(0, this.start, this.end)
    }
    chunk.copy(this.bytes, unread)
    this.start = 0
    this.end = size
  }

  #endLastLine(): boolean {
    this.#isEnded = true
    const unread = this.end - this.start
    if (unread === 0 || this.bytes[this.end - 1] === NEWLINE) return false
    this.bytes[this.end++] = NEWLINE
    this.#check(this.end - 1)
    return true
  }

  #skipByteOrderMark(): void {
    this.#isFirst = false
    if (this.bytes.length >= 3 && this.bytes.readUIntBE(0, 3) === 0xefbbbf) this.start = 3
  }

  /** Newlines are never inside a UTF-8 sequence, so whole lines can be checked by themselves. */
  #check(from: number): void {
    const last = this.bytes.lastIndexOf(NEWLINE, this.end - 1)
    if (last < from) return
    const lines = this.bytes.subarray(this.start, last + 1)
    if (isUtf8(lines) && lines.indexOf(0) < 0) return
    throw this.#notText(lines)
  }

  #notText(lines: Buffer): IngestError {
    let line = this.line
    for (let start = 0; start < lines.length; ) {
      line++
      const end = lines.indexOf(NEWLINE, start) + 1
      const text = lines.subarray(start, end)
      start = end
      if (text.indexOf(0) >= 0)
        return this.#refusal('TEXT_INVALID', line, 'a NUL byte is in the line')
      if (!isUtf8(text)) return this.#refusal('TEXT_INVALID', line, 'the line is not UTF-8')
    }
    return this.#refusal('TEXT_INVALID', line, 'the line is not UTF-8')
  }

  #tooLong(line: number): IngestError {
    return this.#refusal('LINE_TOO_LONG', line, `the line is longer than ${LINE_OCTETS_MAX} octets`)
  }

  #refusal(code: 'TEXT_INVALID' | 'LINE_TOO_LONG', line: number, what: string): IngestError {
    return new IngestError(code, `${this.#path}:${line}: ${what}`)
  }
}
