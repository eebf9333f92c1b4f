import { OctetWriter } from './octet-writer.ts'

const SET_HEADER_OCTETS = 4
/** No set is open; 0 itself is the template set of NetFlow v9. */
const NO_SET = -1

/**
 * A NetFlow v9 or IPFIX message in the making: a header, then sets (flowsets), each of records of one
 * template. The header is the caller's; this keeps set lengths, padding to four octets and the limit.
 */
export class SetDatagram {
  readonly writer: OctetWriter
  /** Records of any kind, templates included: what the v9 header counts. */
  recordCount = 0
  readonly #headerOctets: number
  readonly #octetsMax: number
  #setId = NO_SET
  #setStart = 0

  constructor(headerOctets: number, octetsMax: number) {
    this.writer = new OctetWriter(octetsMax)
    this.#headerOctets = headerOctets
    this.#octetsMax = octetsMax
    this.reset()
  }

  get isEmpty(): boolean {
    return this.writer.offset === this.#headerOctets
  }

  /** Opens the set if another one is open; false when a record of that size no longer fits. */
  begin(setId: number, recordOctets: number): boolean {
    const isNew = this.#setId !== setId
    // Three octets of padding may still be needed when this set is closed, three for the one before.
    const needed = recordOctets + 3 + (isNew ? SET_HEADER_OCTETS + 3 : 0)
    if (this.writer.offset + needed > this.#octetsMax) return false
    if (isNew) {
      this.#closeSet()
      this.#setId = setId
      this.#setStart = this.writer.offset
      this.writer.uint16(setId)
      this.writer.uint16(0)
    }
    this.recordCount++
    return true
  }

  /** Closes the last set; the caller then writes the header into the first octets. */
  close(): number {
    this.#closeSet()
    return this.writer.offset
  }

  reset(): void {
    this.writer.offset = this.#headerOctets
    this.recordCount = 0
    this.#setId = NO_SET
  }

  #closeSet(): void {
    if (this.#setId === NO_SET) return
    this.writer.zeros(-(this.writer.offset - this.#setStart) & 3)
    this.writer.setUint16(this.#setStart + 2, this.writer.offset - this.#setStart)
    this.#setId = NO_SET
  }
}
