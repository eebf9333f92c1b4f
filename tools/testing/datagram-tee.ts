import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { ipv4Header, LINK_TYPE_RAW, pcapContent, udpHeader } from './pcap-content.ts'
import { udpSocketState } from './udp-socket-state.ts'

/** Linux gives at most net.core.rmem_max; what was lost in spite of it is counted. */
const RECEIVE_BUFFER_OCTETS = 4 << 20
const LOOPBACK = Buffer.from([127, 0, 0, 1])

type Heard = { readonly atMs: number; readonly sourcePort: number; readonly payload: Buffer }

/**
 * Stands between an exporter and a collector: hands every datagram on and keeps a copy, so that an
 * independent decoder can read exactly what the collector was sent. Nothing touches a disk until
 * `writeCapture`.
 */
export class DatagramTee implements Disposable {
  readonly port: number
  readonly #inlet: Socket
  readonly #outlet: Socket | undefined
  readonly #heard: Heard[] = []
  #isListening = true

  private constructor(inlet: Socket, outlet: Socket | undefined) {
    this.port = inlet.address().port
    this.#inlet = inlet
    this.#outlet = outlet
  }

  /**
   * @param collector where copies go, and the loopback address that they come from: to the collector
   *   that is the exporter. Absent: the tee only keeps.
   */
  static async open(collector?: {
    readonly port: number
    readonly fromAddress: string
  }): Promise<DatagramTee> {
    const inlet = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_OCTETS })
    inlet.bind(0, '127.0.0.1')
    await once(inlet, 'listening')
    const outlet = collector && createSocket('udp4')
    if (outlet) {
      outlet.bind(0, collector.fromAddress)
      await once(outlet, 'listening')
    }
    const tee = new DatagramTee(inlet, outlet)
    inlet.on('message', (payload, { port: sourcePort }) => {
      tee.#heard.push({ atMs: Date.now(), sourcePort, payload })
      outlet?.send(payload, collector!.port, '127.0.0.1')
    })
    return tee
  }

  get datagramCount(): number {
    return this.#heard.length
  }

  /**
   * Waits until nothing has come for `silentMs`, then stops listening, so that what was handed on and
   * what was kept stay the same. The kernel's queue is asked as well: on a busy machine a timer may
   * run before the socket is read.
   *
   * @returns how many datagrams the kernel dropped at the inlet; more than none spoils the comparison
   */
  async untilSilent(silentMs = 500): Promise<number> {
    for (let before = -1; before !== this.#heard.length || (await this.#isQueued()); ) {
      before = this.#heard.length
      await new Promise((resolve) => setTimeout(resolve, silentMs))
    }
    const dropped = (await udpSocketState(this.port))!.droppedDatagrams
    this.#inlet.close()
    this.#isListening = false
    return dropped
  }

  /** What was heard, as a pcap of raw IPv4 packets from loopback to this port. */
  async writeCapture(path: string): Promise<void> {
    const packets = this.#heard.map(({ atMs, sourcePort, payload }) => {
      const udp = udpHeader(sourcePort, this.port, payload.length)
      const ip = ipv4Header(LOOPBACK, LOOPBACK, 17, udp.length + payload.length)
      return { atMs, octets: Buffer.concat([ip, udp, payload]) }
    })
    await writeFile(path, pcapContent(LINK_TYPE_RAW, packets))
  }

  [Symbol.dispose](): void {
    if (this.#isListening) this.#inlet.close()
    this.#outlet?.close()
  }

  async #isQueued(): Promise<boolean> {
    return (await udpSocketState(this.port))!.queuedOctets > 0
  }
}
