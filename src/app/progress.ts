/** One line on stderr that says how far long work is. On a terminal it is redrawn, in a log it is rare. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream
  readonly #isQuiet: boolean
  #lastAtMs = Number.NEGATIVE_INFINITY
  #isDrawn = false

  constructor(options: { isQuiet?: boolean } = {}, stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream
    this.#isQuiet = options.isQuiet ?? false
  }

  /** @param fraction 0 to 1; undefined when the end is not known */
  show(text: string, fraction?: number): void {
    const nowMs = Date.now()
    const everyMs = this.#stream.isTTY ? 100 : 5_000
    if (this.#isQuiet || nowMs - this.#lastAtMs < everyMs) return
    this.#lastAtMs = nowMs
    const line = fraction === undefined ? text : `${bar(fraction)} ${text}`
    if (!this.#stream.isTTY) {
      this.#stream.write(`${line}\n`)
      return
    }
    this.#stream.write(`\r\x1b[K${line.slice(0, this.#stream.columns - 1)}`)
    this.#isDrawn = true
  }

  /** Ends the line, leaving `text` in its place when given. */
  finish(text?: string): void {
    if (this.#isDrawn) this.#stream.write('\r\x1b[K')
    this.#isDrawn = false
    this.#lastAtMs = Number.NEGATIVE_INFINITY
    if (text !== undefined && !this.#isQuiet) this.#stream.write(`${text}\n`)
  }
}

const BAR_WIDTH = 24

function bar(fraction: number): string {
  const filled = Math.round(BAR_WIDTH * Math.min(1, Math.max(0, fraction)))
  const percent = String(Math.floor(100 * Math.min(1, fraction))).padStart(3)
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${percent}%`
}
