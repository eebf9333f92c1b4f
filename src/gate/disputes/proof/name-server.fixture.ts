import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'

const HEADER_OCTETS = 12
const TXT = 16
const NO_SUCH_NAME = 3

/** A real name server on loopback that knows TXT records and nothing else (RFC 1035). */
export class NameServer implements AsyncDisposable {
  readonly records = new Map<string, string[]>()
  readonly asked: string[] = []
  /** Says something else than what was asked for: another id, as an off-path forger would. */
  isForging = false
  readonly #socket: Socket

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('message', (query, { port, address }) => {
      socket.send(this.#answer(query), port, address)
    })
  }

  static async start(): Promise<NameServer> {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    return new NameServer(socket)
  }

  get place(): string {
    return `127.0.0.1:${this.#socket.address().port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close()
    await once(this.#socket, 'close')
  }

  #answer(query: Buffer): Buffer {
    const { name, end } = readName(query)
    this.asked.push(name)
    const texts = query.readUInt16BE(end) === TXT ? (this.records.get(name) ?? []) : []
    const header = Buffer.alloc(HEADER_OCTETS)
    header.writeUInt16BE(query.readUInt16BE(0) ^ (this.isForging ? 1 : 0), 0)
    header.writeUInt16BE(0x8180 | (texts.length > 0 ? 0 : NO_SUCH_NAME), 2)
    header.writeUInt16BE(1, 4)
    header.writeUInt16BE(texts.length, 6)
    return Buffer.concat([header, query.subarray(HEADER_OCTETS, end + 4), ...texts.map(record)])
  }
}

function readName(query: Buffer): { name: string; end: number } {
  const labels: string[] = []
  let at = HEADER_OCTETS
  while (query[at]! > 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]!))
    at += 1 + query[at]!
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 }
}

function record(text: string): Buffer {
  // In strings of at most 255 octets, as a long text comes.
  const strings = (text.match(/.{1,20}/gs) ?? ['']).map((part) =>
    Buffer.concat([Buffer.of(part.length), Buffer.from(part, 'latin1')]),
  )
  const data = Buffer.concat(strings)
  const head = Buffer.alloc(HEADER_OCTETS)
  head.writeUInt16BE(0xc00c, 0)
  head.writeUInt16BE(TXT, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(60, 6)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}
