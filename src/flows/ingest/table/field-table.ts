/** More columns than any flow log has; a header past it is not a header. */
export const FIELD_COUNT_MAX = 512

/** The fields of one row as spans of a buffer; nothing is copied and no string is made. */
export class FieldTable {
  bytes: Buffer = Buffer.alloc(0)
  readonly starts = new Int32Array(FIELD_COUNT_MAX)
  readonly ends = new Int32Array(FIELD_COUNT_MAX)
  count = 0

  text(index: number): string {
    return this.bytes.toString('utf8', this.starts[index]!, this.ends[index]!)
  }

  /** For values that came as strings of one row (JSON). `undefined` becomes an empty field. */
  load(texts: readonly (string | undefined)[]): void {
    const sizeMax = texts.reduce((sum, text) => sum + 3 * (text?.length ?? 0), 0)
    if (this.bytes.length < sizeMax) this.bytes = Buffer.allocUnsafe(sizeMax)
    let at = 0
    for (let i = 0; i < texts.length; i++) {
      this.starts[i] = at
      const text = texts[i]
      if (text !== undefined) at += this.bytes.write(text, at, 'utf8')
      this.ends[i] = at
    }
    this.count = texts.length
  }

  /**
   * Cuts a line at a separator octet. Fields past the limit are counted, not held.
   * @returns false, with nothing promised about the fields, when the line holds the octet `stop`
   */
  split(bytes: Buffer, start: number, end: number, separator: number, stop = -1): boolean {
    const { starts, ends } = this
    let count = 0
    let from = start
    for (let at = start; at < end; at++) {
      const octet = bytes[at]
      if (octet === stop) return false
      if (octet !== separator) continue
      if (count < FIELD_COUNT_MAX) {
        starts[count] = from
        ends[count] = at
      }
      count++
      from = at + 1
    }
    if (count < FIELD_COUNT_MAX) {
      starts[count] = from
      ends[count] = end
    }
    this.bytes = bytes
    this.count = count + 1
    return true
  }
}
