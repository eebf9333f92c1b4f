import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIP } from 'node:net'
import { parseAddress } from '../../core/address.ts'
import { parsePrefix, prefixContains } from '../../core/prefix.ts'
import { CountryError } from '../errors.ts'

export type UdpTarget = {
  /** An address, not a name. */
  readonly host: string
  readonly port: number
}

const LOOPBACK = [parsePrefix('127.0.0.0/8')!, parsePrefix('::1/128')!]

/**
 * @throws CountryError TARGET_NOT_ADDRESS; TARGET_NOT_LOOPBACK unless remote targets are allowed:
 * invented traffic must not land by a slip of the keyboard in somebody's real collector
 */
export function checkTarget({ host }: UdpTarget, allowsRemote: boolean): void {
  const octets = parseAddress(host)
  if (!octets) throw new CountryError('TARGET_NOT_ADDRESS', `${host} is not an IP address`)
  if (!allowsRemote && !LOOPBACK.some((prefix) => prefixContains(prefix, octets)))
    throw new CountryError('TARGET_NOT_LOOPBACK', `${host} is not on this machine`)
}

/** The UDP socket of one simulated exporter. */
export class UdpSender implements AsyncDisposable {
  readonly #socket: Socket
  /** Datagrams the system refused to send, mostly because nobody listened at that moment. */
  failedCount = 0

  private constructor(socket: Socket) {
    this.#socket = socket
    // A connected UDP socket reports ICMP "port unreachable"; each send counts its own failure.
    socket.on('error', () => {})
  }

  /**
   * Binds to `sourceAddress` where the system has it, so that exporters differ: all of 127.0.0.0/8 on
   * Linux, only 127.0.0.1 on macOS.
   */
  static async open(sourceAddress: string, target: UdpTarget): Promise<UdpSender> {
    const isIpv4 = isIP(target.host) === 4
    const isLocal = isIpv4 && target.host.startsWith('127.')
    const candidates = isLocal ? [sourceAddress, '127.0.0.1'] : [undefined]
    let failure: unknown
    for (const candidate of candidates) {
      const socket = createSocket(isIpv4 ? 'udp4' : 'udp6')
      try {
        socket.bind(candidate === undefined ? {} : { address: candidate })
        await once(socket, 'listening')
        socket.connect(target.port, target.host)
        await once(socket, 'connect')
        return new UdpSender(socket)
      } catch (error) {
        socket.close()
        failure = error
      }
    }
    throw failure
  }

  get sourceAddress(): string {
    return this.#socket.address().address
  }

  /** Resolves when the system has taken the datagram, or refused it. */
  send(datagram: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.send(datagram, (error) => {
        if (error) this.failedCount++
        resolve()
      })
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()))
  }
}
