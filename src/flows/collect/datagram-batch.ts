/** Datagrams fetched at once. */
const SLOT_COUNT = 64
/** No UDP payload is larger. */
const SLOT_OCTETS = 65_536
/**
 * An odd number of cache lines beyond it: at a distance of 64 KiB all datagrams would compete for the same
 * few lines of the cache.
 */
const SLOT_GAP_OCTETS = 23 * 64

/** Words of a head, as native/udp-receiver.c writes them. */
const HEAD_WORDS = 8
const LENGTH = 0
const PORT = 1
const IS_TRUNCATED = 2
const ADDRESS = 4

/**
 * What a native receiver fetched with one system call. One batch serves all sockets of a thread: what it
 * holds is overwritten as soon as the callback that was told of it has returned.
 *
 * Memory is touched only as far as datagrams are long: usually half a megabyte of these four.
 */
export class DatagramBatch {
  readonly slotOctets: number
  readonly slotStride: number
  readonly octets: Uint8Array
  readonly heads: Uint32Array
  /** A sender fills its datagrams to the same length, so the view made last mostly fits again. */
  readonly #payloads: Uint8Array[]

  constructor(slotCount = SLOT_COUNT, slotOctets = SLOT_OCTETS) {
    this.slotOctets = slotOctets
    this.slotStride = slotOctets + SLOT_GAP_OCTETS
    this.octets = new Uint8Array(slotCount * this.slotStride)
    this.heads = new Uint32Array(slotCount * HEAD_WORDS)
    this.#payloads = Array.from({ length: slotCount }, () => new Uint8Array(0))
  }

  payload(slot: number): Uint8Array {
    const length = this.heads[slot * HEAD_WORDS + LENGTH]!
    const last = this.#payloads[slot]!
    if (last.length === length) return last
    const payload = new Uint8Array(this.octets.buffer, slot * this.slotStride, length)
    this.#payloads[slot] = payload
    return payload
  }

  port(slot: number): number {
    return this.heads[slot * HEAD_WORDS + PORT]!
  }

  /** It was longer than a slot, and its end is lost. */
  isTruncated(slot: number): boolean {
    return this.heads[slot * HEAD_WORDS + IS_TRUNCATED] !== 0
  }

  /** Where in `heads` the four words of the source's 16 octets begin. */
  addressAt(slot: number): number {
    return slot * HEAD_WORDS + ADDRESS
  }
}
