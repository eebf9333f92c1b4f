import { createSocket, type Socket as Datagrams } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { PolicyZone } from './policy-zone.ts'
import { answerDatagram, answerTransfer } from './transfer.ts'
import { CLASS_IN, OPCODE_NOTIFY, parseQuery, RCODES, TYPES, writeMessage } from './wire.ts'

export type Place = { readonly address: string; readonly port: number }

const CONNECTION_COUNT_MAX = 64
const IDLE_MS = 30_000
/** A query is one question; more is nobody's transfer. */
const QUERY_OCTETS_MAX = 4_096

/**
 * Serves one zone on one port, TCP and UDP. The zone names what a member enforces, so only those who may know it
 * can be let near: it binds to loopback unless told otherwise, and hands out to the allowed addresses alone.
 */
export class ZoneServer {
  readonly #zone: PolicyZone
  readonly #allowed: ReadonlySet<string>
  readonly #server: Server
  readonly #datagrams: Datagrams

  private constructor(zone: PolicyZone, place: Place, allowed: readonly string[]) {
    this.#zone = zone
    this.#allowed = new Set(allowed)
    this.#server = createServer((socket) => this.#serve(socket))
    this.#server.maxConnections = CONNECTION_COUNT_MAX
    this.#datagrams = createSocket(place.address.includes(':') ? 'udp6' : 'udp4')
    this.#datagrams.on('message', (octets, sender) => this.#answer(octets, sender))
    this.#datagrams.on('error', () => {})
  }

  /** @param allowed who may transfer, by address */
  static async start(
    zone: PolicyZone,
    place: Place,
    allowed: readonly string[],
  ): Promise<ZoneServer> {
    const server = new ZoneServer(zone, place, allowed)
    server.#server.listen(place.port, place.address)
    await once(server.#server, 'listening')
    server.#datagrams.bind(server.port, place.address)
    await once(server.#datagrams, 'listening')
    return server
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address ? address.port : 0
  }

  /** Tells a resolver that the zone changed; it comes and asks. Lost or not, it also asks by itself. */
  notify({ address, port }: Place, id: number): void {
    const question = { name: this.#zone.origin, type: TYPES.soa, classCode: CLASS_IN }
    const soa = this.#zone.current ? [this.#zone.current.soa] : []
    const query = { id: id & 0xffff, opcode: OPCODE_NOTIFY }
    this.#datagrams.send(writeMessage(query, question, RCODES.noError, soa, false), port, address)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#datagrams.close()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #answer(octets: Buffer, sender: { readonly address: string; readonly port: number }): void {
    const query = parseQuery(octets)
    // No word to others: an answer larger than the question, to a forged sender, would be an attack on it.
    if (!query || query.isResponse || !this.#isAllowed(sender.address)) return
    this.#datagrams.send(answerDatagram(query, this.#zone), sender.port, sender.address)
  }

  #serve(socket: Socket): void {
    socket.setTimeout(IDLE_MS, () => socket.destroy())
    socket.on('error', () => socket.destroy())
    if (!this.#isAllowed(socket.remoteAddress ?? '')) {
      socket.destroy()
      return
    }
    this.#answerAll(socket).catch(() => socket.destroy())
  }

  /** Each message has its length before it (RFC 1035 §4.2.2). */
  async #answerAll(socket: Socket): Promise<void> {
    let held = Buffer.alloc(0)
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      held = Buffer.concat([held, chunk])
      while (held.length >= 2) {
        const length = held.readUInt16BE(0)
        if (length > QUERY_OCTETS_MAX) return void socket.destroy()
        if (held.length < 2 + length) break
        const query = parseQuery(held.subarray(2, 2 + length))
        held = held.subarray(2 + length)
        if (!query) return void socket.destroy()
        for (const message of answerTransfer(query, this.#zone)) await send(socket, message)
      }
    }
  }

  #isAllowed(address: string): boolean {
    return this.#allowed.has(address.replace(/^::ffff:/, ''))
  }
}

async function send(socket: Socket, message: Buffer): Promise<void> {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(message.length)
  if (!socket.write(Buffer.concat([length, message]))) await once(socket, 'drain')
}
