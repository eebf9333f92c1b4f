/** Writes numbers in network order into one reused buffer. The caller checks for room first. */
export class OctetWriter {
  readonly octets: Uint8Array
  readonly #view: DataView
  offset = 0

  constructor(capacity: number) {
    this.octets = new Uint8Array(capacity)
    this.#view = new DataView(this.octets.buffer)
  }

  uint8(value: number): void {
    this.octets[this.offset++] = value
  }

  uint16(value: number): void {
    this.#view.setUint16(this.offset, value)
    this.offset += 2
  }

  uint32(value: number): void {
    this.#view.setUint32(this.offset, value)
    this.offset += 4
  }

  /** From the (low, high) words of a 64-bit column; `row` as in `readUint64`. */
  uint64(column: Uint32Array, row: number): void {
    this.uint32(column[2 * row + 1]!)
    this.uint32(column[2 * row]!)
  }

  /** A safe integer as 64 bits. */
  uint64Number(value: number): void {
    this.uint32(Math.floor(value / 4294967296))
    this.uint32(value % 4294967296)
  }

  copy(source: Uint8Array, from: number, count: number): void {
    // A loop beats `set(subarray())` for 4 and 16 octets: no view is allocated.
    for (let i = 0; i < count; i++) this.octets[this.offset + i] = source[from + i]!
    this.offset += count
  }

  zeros(count: number): void {
    this.octets.fill(0, this.offset, this.offset + count)
    this.offset += count
  }

  setUint16(offset: number, value: number): void {
    this.#view.setUint16(offset, value)
  }

  setUint32(offset: number, value: number): void {
    this.#view.setUint32(offset, value)
  }
}
