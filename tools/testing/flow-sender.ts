import { createSocket, type Socket } from 'node:dgram'
import type { FlowEncoder } from '../../src/flows/wire/encode/flow-encoder.ts'
import { createIpfixEncoder } from '../../src/flows/wire/encode/ipfix-encoder.ts'
import { createNetflow9Encoder } from '../../src/flows/wire/encode/netflow9-encoder.ts'
import { FlowBatch, writeUint64 } from '../../src/flows/wire/flow-batch.ts'

export type FlowSenderOptions = {
  /** Default NetFlow v9. */
  readonly protocol?: 'netflow9' | 'ipfix'
  /** The loopback address to send from. */
  readonly from?: string
  readonly templateEveryDatagrams?: number
}

/**
 * Sends numbered records, as NetFlow v9 unless told otherwise: record n has n as its octet count, so that a test can ask
 * the store which of them it holds, and how often.
 */
export class FlowSender implements Disposable {
  readonly #socket: Socket = createSocket('udp4')
  readonly #port: number
  readonly #encoder: FlowEncoder
  readonly #row = new FlowBatch(1)
  #pending: Uint8Array[] = []
  #sent = 0
  #datagramsSent = 0

  constructor(port: number, startMs: number, options: FlowSenderOptions = {}) {
    this.#port = port
    if (options.from) this.#socket.bind(0, options.from)
    const create = options.protocol === 'ipfix' ? createIpfixEncoder : createNetflow9Encoder
    this.#encoder = create({
      observationDomain: 1,
      bootMs: startMs - 3_600_000,
      samplingInterval: 1,
      samplingAnnouncement: 'interval',
      templateEveryDatagrams: options.templateEveryDatagrams ?? 20,
      emit: (datagram) => this.#pending.push(datagram),
    })
    this.#row.srcAddress.set([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, 1])
    this.#row.dstAddress.set([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 198, 51, 100, 1])
    this.#row.srcPort[0] = 40_000
    this.#row.dstPort[0] = 443
    this.#row.protocol[0] = 6
    writeUint64(this.#row.packets, 0, 1)
  }

  /** How many records have been sent; they are numbered 1 to this. */
  get sent(): number {
    return this.#sent
  }

  get datagramsSent(): number {
    return this.#datagramsSent
  }

  /** Sends the next `count` records, at the pace of the socket. */
  async send(count: number, nowMs: number): Promise<void> {
    writeUint64(this.#row.startAt, 0, nowMs)
    for (let i = 0; i < count; i++) {
      this.#sent += 1
      writeUint64(this.#row.octets, 0, this.#sent)
      this.#encoder.add(this.#row, 0, nowMs)
    }
    this.#encoder.flush(nowMs)
    for (const datagram of this.#pending.splice(0)) {
      this.#datagramsSent += 1
      await this.sendRaw(datagram)
    }
  }

  /** Any octets, from the same socket. */
  sendRaw(datagram: Uint8Array): Promise<void> {
    return new Promise((resolve) =>
      // While the service is being killed nobody listens; that refusal is part of the test.
      this.#socket.send(datagram, this.#port, '127.0.0.1', () => resolve()),
    )
  }

  [Symbol.dispose](): void {
    this.#socket.close()
  }
}
