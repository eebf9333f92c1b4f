import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { Clock } from '../../core/clock.ts'
import type { Prefix } from '../../core/prefix.ts'
import { type Random, SeededRandom } from '../../core/random.ts'
import { SpoolError } from '../spool/errors.ts'
import type { Segment } from '../spool/spool.ts'
import type { FlowBatch } from '../wire/flow-batch.ts'
import type { FlowDecoder, TransportSession } from '../wire/flow-decoder.ts'
import { BatchPool } from './batch-pool.ts'
import { CollectError } from './errors.ts'
import type { ExporterCounts, ExporterLedger, StrangerCounts } from './exporter-ledger.ts'
import { DEFAULT_POLICY, type ExporterPolicy, type PolicyException } from './exporter-policy.ts'
import { ExporterTable } from './exporter-table.ts'
import { kernelDrops } from './kernel-drops.ts'
import { TcpListener } from './tcp-listener.ts'

export type Listener = {
  readonly address: string
  readonly port: number
  /** TCP carries IPFIX only. Default UDP. */
  readonly transport?: 'udp' | 'tcp' | undefined
}

export type CollectorOptions = {
  readonly listeners: readonly Listener[]
  readonly allowed: readonly Prefix[]
  readonly decoder: FlowDecoder
  readonly spool: { write(batch: FlowBatch): Promise<Segment> }
  readonly clock: Clock
  /** Chooses the datagrams of an exporter that is above its limit. Default: the same draws each time. */
  readonly random?: Random
  readonly policy?: ExporterPolicy
  readonly policyExceptions?: readonly PolicyException[]
  /** When a datagram counts as received; another than `clock` only where time itself is simulated. */
  readonly receiptClock?: Clock
  readonly onSegment?: (segment: Segment) => void
  readonly batchCapacity?: number
  readonly batchCount?: number
  /** A record waits at most so long for its segment. */
  readonly flushAfterMs?: number
}

export type CollectorCounts = {
  readonly exporters: readonly ExporterCounts[]
  readonly strangers: readonly StrangerCounts[]
  /** Where the sockets are bound; differs from what was asked when the port was 0. */
  readonly listeners: readonly Listener[]
  readonly segments: number
  readonly segmentRecords: number
  readonly droppedRecords: number
  /** Datagrams that the kernel dropped because the socket's buffer was full; undefined where it does not say. */
  readonly kernelDrops: number | undefined
}

/** 2^17 rows × about 125 octets × 4 batches stay under 70 MB; a segment of that size loads in 50 ms. */
const BATCH_CAPACITY = 2 ** 17
const BATCH_COUNT = 4
const FLUSH_AFTER_MS = 1_000
const RECEIVE_BUFFER_OCTETS = 4 * 2 ** 20

/**
 * Receives and decodes on one thread, which does nothing else: full batches leave through
 * asynchronous writes, and no engine is ever called from here.
 */
export class Collector {
  readonly #options: CollectorOptions
  readonly #table: ExporterTable
  readonly #pool: BatchPool
  readonly #sockets: Socket[] = []
  readonly #tcpListeners: TcpListener[] = []
  readonly #writes = new Set<Promise<void>>()
  readonly #session: { -readonly [Key in keyof TransportSession]: TransportSession[Key] } = {
    exporter: new Uint8Array(16),
    port: 0,
  }
  #flushTimer: NodeJS.Timeout | undefined
  #segments = 0
  #segmentRecords = 0
  #lostInSpool = 0

  constructor(options: CollectorOptions) {
    this.#options = options
    this.#table = new ExporterTable(options.allowed, {
      general: options.policy ?? DEFAULT_POLICY,
      exceptions: options.policyExceptions ?? [],
      random: options.random ?? new SeededRandom(1),
    })
    this.#pool = new BatchPool(
      options.batchCount ?? BATCH_COUNT,
      options.batchCapacity ?? BATCH_CAPACITY,
      (batch) => this.#store(batch),
    )
  }

  /** Binds every listener; if one cannot be bound, none stays bound. */
  async start(): Promise<void> {
    try {
      for (const listener of this.#options.listeners) await this.#bind(listener)
    } catch (error) {
      await this.stop()
      throw error
    }
    this.#flushTimer = setInterval(() => {
      this.#pool.flush()
      this.#options.decoder.giveUp(this.#receiptMs())
    }, this.#options.flushAfterMs ?? FLUSH_AFTER_MS)
  }

  /** Closes the sockets, then waits until what was received is acknowledged. */
  async stop(): Promise<void> {
    clearInterval(this.#flushTimer)
    await Promise.all([
      ...this.#sockets.splice(0).map((socket) => closeSocket(socket)),
      ...this.#tcpListeners.splice(0).map((listener) => listener.close()),
    ])
    this.#options.decoder.giveUp()
    this.#pool.flush()
    await Promise.all(this.#writes)
  }

  /** One datagram as it came from a socket. Public so that recorded input takes the same way. */
  receive(payload: Uint8Array, source: string, port: number): void {
    const nowMs = this.#options.clock.nowMs()
    const ledger = this.#table.admit(source, nowMs)
    if (ledger) this.#decode(ledger, payload, port, nowMs)
  }

  #decode(ledger: ExporterLedger, payload: Uint8Array, port: number, nowMs: number): void {
    ledger.datagram(nowMs)
    const weight = ledger.limit.weight(nowMs)
    const dropped = this.#pool.droppedCount
    const records = this.#options.decoder.decode(
      payload,
      this.#sessionOf(ledger, port, weight),
      this.#receiptMs(),
      this.#pool,
      ledger,
    )
    ledger.recorded(records)
    ledger.limit.recorded(records, weight)
    const lost = this.#pool.droppedCount - dropped
    if (lost > 0) ledger.refused('SPOOL_BEHIND', lost)
  }

  async counts(): Promise<CollectorCounts> {
    const listeners = this.#sockets.map((socket) => socket.address())
    return {
      exporters: this.#table.counts(),
      strangers: this.#table.strangers(),
      listeners: [
        ...listeners.map(({ address, port }) => ({ address, port })),
        ...this.#tcpListeners.map((listener) => ({
          ...listener.address(),
          transport: 'tcp' as const,
        })),
      ],
      segments: this.#segments,
      segmentRecords: this.#segmentRecords,
      droppedRecords: this.#pool.droppedCount + this.#lostInSpool,
      kernelDrops: await kernelDrops(listeners.map(({ port }) => port)),
    }
  }

  async #bindTcp({ address, port }: Listener): Promise<void> {
    const listener = new TcpListener({
      admit: (source) => this.#table.admit(source, this.#options.clock.nowMs()),
      message: (ledger, sessionId, message) =>
        this.#decode(ledger, message, sessionId, this.#options.clock.nowMs()),
      ended: (ledger, sessionId) =>
        this.#options.decoder.endSession({ exporter: ledger.address, port: sessionId }),
    })
    await listener.listen(address, port)
    this.#tcpListeners.push(listener)
  }

  async #bind(listener: Listener): Promise<void> {
    if (listener.transport === 'tcp') return this.#bindTcp(listener)
    const socket = createSocket({
      type: listener.address.includes(':') ? 'udp6' : 'udp4',
      recvBufferSize: RECEIVE_BUFFER_OCTETS,
    })
    socket.on('message', (payload, source) => this.receive(payload, source.address, source.port))
    try {
      socket.bind(listener.port, listener.address)
      await once(socket, 'listening')
    } catch (cause) {
      socket.close()
      throw new CollectError(
        'LISTENER_NOT_BOUND',
        `UDP ${listener.address} port ${listener.port} cannot be opened: ${(cause as Error).message}`,
        { cause },
      )
    }
    socket.on('error', () => {})
    this.#sockets.push(socket)
  }

  /** The decoder reads the session within the call, so one object serves every datagram. */
  #sessionOf(ledger: ExporterLedger, port: number, weight: number): TransportSession {
    this.#session.exporter = ledger.address
    this.#session.port = port
    this.#session.weight = weight
    this.#session.sampling = ledger.policy.sampling
    return this.#session
  }

  #receiptMs(): number {
    return (this.#options.receiptClock ?? this.#options.clock).nowMs()
  }

  #store(batch: FlowBatch): void {
    const write = this.#write(batch).finally(() => {
      this.#pool.release(batch)
      this.#writes.delete(write)
    })
    this.#writes.add(write)
  }

  async #write(batch: FlowBatch): Promise<void> {
    try {
      const segment = await this.#options.spool.write(batch)
      this.#segments += 1
      this.#segmentRecords += batch.length
      this.#options.onSegment?.(segment)
    } catch (error) {
      if (!(error instanceof SpoolError)) throw error
      this.#lostInSpool += batch.length
      for (const [source, count] of recordsBySource(batch))
        this.#table.ledgerOf(source)?.refused(error.code, count)
    }
  }
}

/** Rows per exporter of a batch that could not be kept, by the 16 octets as text. */
function recordsBySource(batch: FlowBatch): Map<string, number> {
  const counts = new Map<string, number>()
  for (let row = 0; row < batch.length; row++) {
    const key = Buffer.from(
      batch.exporter.buffer,
      batch.exporter.byteOffset + 16 * row,
      16,
    ).toString('latin1')
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

async function closeSocket(socket: Socket): Promise<void> {
  socket.close()
  await once(socket, 'close')
}
