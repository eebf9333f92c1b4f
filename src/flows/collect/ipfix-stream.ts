/**
 * Cuts a TCP stream into IPFIX messages by the length in their headers (RFC 7011 §10.4.3). Holds at
 * most one unfinished message, 65,535 octets.
 */
export class IpfixStream {
  readonly #onMessage: (message: Uint8Array) => void
  /** Grows with what is really there, so that a header alone claims no memory. */
  #rest: Uint8Array = new Uint8Array(0)

  constructor(onMessage: (message: Uint8Array) => void) {
    this.#onMessage = onMessage
  }

  /** Octets of a message that is not all there. */
  get pendingOctets(): number {
    return this.#rest.length
  }

  /** Takes what came; false when the stream is not IPFIX, after which no boundary can be found. */
  push(chunk: Uint8Array): boolean {
    const octets = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    while (octets.length - at >= LENGTH_END) {
      const version = octets[at]! * 256 + octets[at + 1]!
      const length = octets[at + 2]! * 256 + octets[at + 3]!
      if (version !== VERSION || length < HEADER_OCTETS) return false
      if (octets.length - at < length) break
      this.#onMessage(octets.subarray(at, at + length))
      at += length
    }
    // Copied: the chunk belongs to the socket, and a small rest must not keep a large one alive.
    this.#rest = new Uint8Array(octets.subarray(at))
    return true
  }
}

const VERSION = 10
const HEADER_OCTETS = 16
/** Version and length are the first four octets. */
const LENGTH_END = 4
