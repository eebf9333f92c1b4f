import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { CollectError } from './errors.ts'
import type { ExporterLedger } from './exporter-ledger.ts'
import { IpfixStream } from './ipfix-stream.ts'

/** Every maximum of IPFIX over TCP. */
export type TcpLimits = {
  /** A router has one connection, or one for each line card and one that is just dying. */
  readonly connectionCountPerExporterMax: number
  /** 64 KiB each at most. */
  readonly connectionCountMax: number
  /** Exporters repeat nothing over TCP, so a quiet network may be silent for long. */
  readonly idleMs: number
  /** Time for the rest of a message after its first octet; a slow sender must not hold a place. */
  readonly messageMs: number
}

export const TCP_LIMITS: TcpLimits = {
  connectionCountPerExporterMax: 4,
  connectionCountMax: 256,
  idleMs: 30 * 60_000,
  messageMs: 30_000,
}

export type TcpPorts = {
  /** The ledger of an allowed exporter; a stranger is counted. */
  readonly admit: (source: string) => ExporterLedger | undefined
  readonly message: (ledger: ExporterLedger, sessionId: number, message: Uint8Array) => void
  /** The connection is gone, and all that was announced over it (RFC 7011 §8.4). */
  readonly ended: (ledger: ExporterLedger, sessionId: number) => void
}

/** Session ids lie above the UDP ports, so that no template of a connection serves a datagram. */
const FIRST_SESSION_ID = 65_536

/** Accepts IPFIX over TCP (RFC 7011 §10.4). Each connection is a transport session of its own. */
export class TcpListener {
  readonly #ports: TcpPorts
  readonly #limits: TcpLimits
  readonly #server: Server
  readonly #sockets = new Map<Socket, ExporterLedger>()
  #nextSessionId = FIRST_SESSION_ID

  constructor(ports: TcpPorts, limits: TcpLimits = TCP_LIMITS) {
    this.#ports = ports
    this.#limits = limits
    this.#server = createServer((socket) => this.#accept(socket))
  }

  /** @param isShared other threads listen on the same port; a connection belongs to one of them */
  async listen(address: string, port: number, isShared = false): Promise<void> {
    try {
      this.#server.listen({ port, host: address, reusePort: isShared })
      await once(this.#server, 'listening')
    } catch (cause) {
      throw new CollectError(
        'LISTENER_NOT_BOUND',
        `TCP ${address} port ${port} cannot be opened: ${(cause as Error).message}`,
        { cause },
      )
    }
    this.#server.on('error', () => {})
  }

  address(): { readonly address: string; readonly port: number } {
    const bound = this.#server.address()
    if (bound === null || typeof bound === 'string') throw new Error('not listening')
    return { address: bound.address, port: bound.port }
  }

  get connectionCount(): number {
    return this.#sockets.size
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#sockets.keys()) socket.destroy()
    await closed
  }

  #accept(socket: Socket): void {
    socket.on('error', () => {})
    const ledger = this.#ports.admit(withoutMapping(socket.remoteAddress ?? ''))
    if (!ledger) {
      socket.destroy()
      return
    }
    if (!this.#hasRoom(ledger)) {
      ledger.refused('CONNECTION_LIMIT', 1)
      socket.destroy()
      return
    }
    this.#sockets.set(socket, ledger)
    this.#read(socket, ledger)
  }

  #hasRoom(ledger: ExporterLedger): boolean {
    if (this.#sockets.size >= this.#limits.connectionCountMax) return false
    const own = [...this.#sockets.values()].filter((other) => other === ledger)
    return own.length < this.#limits.connectionCountPerExporterMax
  }

  #read(socket: Socket, ledger: ExporterLedger): void {
    const sessionId = this.#nextSessionId++
    let messageTimer: NodeJS.Timeout | undefined
    const stream = new IpfixStream((message) => {
      clearTimeout(messageTimer)
      messageTimer = undefined
      this.#ports.message(ledger, sessionId, message)
    })
    socket.setTimeout(this.#limits.idleMs, () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      if (!stream.push(chunk)) {
        ledger.refused('STREAM_INVALID', 1)
        socket.removeAllListeners('data')
        socket.destroy()
        return
      }
      if (stream.pendingOctets > 0)
        messageTimer ??= setTimeout(() => socket.destroy(), this.#limits.messageMs)
    })
    socket.on('close', () => {
      clearTimeout(messageTimer)
      if (stream.pendingOctets > 0) ledger.refused('STREAM_INCOMPLETE', 1)
      this.#sockets.delete(socket)
      this.#ports.ended(ledger, sessionId)
    })
  }
}

/** A socket bound to `::` names IPv4 peers by their mapped address. */
function withoutMapping(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
}
