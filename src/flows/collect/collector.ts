import { formatAddress } from '../../core/address.ts'
import type { Clock } from '../../core/clock.ts'
import type { Prefix } from '../../core/prefix.ts'
import { type Random, SeededRandom } from '../../core/random.ts'
import { SpoolError } from '../spool/errors.ts'
import type { Recovered } from '../spool/recover-accounts.ts'
import type { Segment } from '../spool/spool.ts'
import type { FlowBatch } from '../wire/flow-batch.ts'
import type { FlowDecoder, TransportSession } from '../wire/flow-decoder.ts'
import { AccountBook, type Draft } from './account-book.ts'
import { BatchPool } from './batch-pool.ts'
import { DatagramBatch } from './datagram-batch.ts'
import type { ExporterCounts, StrangerCounts } from './exporter-counts.ts'
import type { ExporterLedger } from './exporter-ledger.ts'
import { DEFAULT_POLICY, type ExporterPolicy, type PolicyException } from './exporter-policy.ts'
import { ExporterTable } from './exporter-table.ts'
import { kernelDrops } from './kernel-drops.ts'
import type { NativeReceiver } from './native-receiver.ts'
import { settleStartTimes } from './start-times.ts'
import { TcpListener } from './tcp-listener.ts'
import { openUdpSocket, type PortSharing, type UdpReceiver, type UdpSocket } from './udp-socket.ts'

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
  readonly spool: { write(batch: FlowBatch, account: () => Promise<string>): Promise<Segment> }
  readonly clock: Clock
  /** Chooses the datagrams of an exporter that is above its limit. Default: the same draws each time. */
  readonly random?: Random
  readonly policy?: ExporterPolicy
  readonly policyExceptions?: readonly PolicyException[]
  /** When a datagram counts as received; another than `clock` only where time itself is simulated. */
  readonly receiptClock?: Clock
  /** What exporters' clocks are compared with. Default: the time of receipt. */
  readonly wallClock?: Clock
  /** Where a former process stood; without it sequences begin with what comes. */
  readonly resume?: Omit<Recovered, 'notBeforeMs'>
  /** With others on the same ports, `open` says when all are bound. Default: alone. */
  readonly portSharing?: PortSharing
  /** Receives many datagrams at a time; without it Node's own sockets do, one by one. */
  readonly nativeReceiver?: NativeReceiver | undefined
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
  /** What receives datagrams. */
  readonly receiver: 'native' | 'dgram'
  readonly segments: number
  readonly segmentRecords: number
  readonly droppedRecords: number
  /** Datagrams that the kernel dropped because the socket's buffer was full; undefined where it does not say. */
  readonly kernelDrops: number | undefined
}

/** Of a datagram, or of all that were fetched at once. */
type Moment = {
  nowMs: number
  receiptMs: number
  /** What exporters' clocks are compared with. */
  wallMs: number
}

/**
 * 2^18 rows × 120 octets × 3 batches are 94 MB: one fills while two are written. The engine stores
 * segments of that size for a quarter less CPU a row than those of half of it.
 */
const BATCH_CAPACITY = 2 ** 18
const BATCH_COUNT = 3
const FLUSH_AFTER_MS = 1_000
const ACCOUNT_EVERY_MS = 10_000

/**
 * Receives and decodes on one thread, which does nothing else: full batches leave through
 * asynchronous writes, and no engine is ever called from here.
 */
export class Collector {
  readonly #options: CollectorOptions
  readonly #table: ExporterTable
  readonly #pool: BatchPool
  readonly #receiver: UdpReceiver
  readonly #sockets: UdpSocket[] = []
  readonly #tcpListeners: TcpListener[] = []
  readonly #book: AccountBook
  readonly #now: Moment = { nowMs: 0, receiptMs: 0, wallMs: 0 }
  /** The write begun last; accounts are written in the order of their segments. */
  #lastWrite: Promise<void> = Promise.resolve()
  #accountTakenMs = 0
  #isOpen: boolean
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
    this.#isOpen = (options.portSharing ?? 'alone') === 'alone'
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
    this.#book = new AccountBook({
      ledgers: () => this.#table.ledgers(),
      decoder: options.decoder,
      lifeMs: options.resume?.lifeMs ?? options.clock.nowMs(),
    })
    this.#receiver = this.#receiverOf(options.nativeReceiver)
  }

  /** Binds every listener; if one cannot be bound, none stays bound. */
  async start(): Promise<void> {
    this.#resume()
    try {
      for (const listener of this.#options.listeners) await this.#bind(listener)
    } catch (error) {
      await this.stop()
      throw error
    }
    this.#flushTimer = setInterval(
      () => this.#flush(),
      this.#options.flushAfterMs ?? FLUSH_AFTER_MS,
    )
    // Sockets keep the process; a timer must not.
    this.#flushTimer.unref()
  }

  /**
   * From now on datagrams count, where ports are shared. While sockets still join, the kernel deals the
   * senders out anew; what comes then is left to be missing by its number, so that no sender is counted
   * by two.
   */
  open(): void {
    this.#isOpen = true
  }

  #resume(): void {
    const { resume, decoder, clock } = this.#options
    decoder.resume(resume?.positions ?? [])
    for (const [exporter, setCount] of resume?.waiting ?? []) {
      const address = formatAddress(Uint8Array.from(Buffer.from(exporter, 'hex')))
      this.#table.admit(address, clock.nowMs())?.refused('TEMPLATE_MISSING', setCount)
    }
  }

  /** Closes the sockets, then waits until what was received is acknowledged. */
  async stop(): Promise<void> {
    clearInterval(this.#flushTimer)
    await Promise.all([
      ...this.#sockets.splice(0).map((socket) => socket.close()),
      ...this.#tcpListeners.splice(0).map((listener) => listener.close()),
    ])
    this.#options.decoder.giveUp()
    this.#pool.flush()
    // What found no room in the last moment is counted after those before it made some.
    await this.#lastWrite
    this.#pool.flush(this.#book.hasNews)
    await this.#lastWrite
  }

  #flush(): void {
    const receiptMs = this.#receiptMs()
    this.#book.turnTo(receiptMs)
    this.#options.decoder.giveUp(receiptMs)
    // Counts without records must not wait for ever for a segment to go with.
    const isDue = Math.abs(receiptMs - this.#accountTakenMs) >= ACCOUNT_EVERY_MS
    this.#pool.flush(isDue && this.#book.hasNews)
  }

  /** One datagram as it came from a socket. Public so that recorded input takes the same way. */
  receive(payload: Uint8Array, source: string, port: number): void {
    const now = this.#begin()
    const ledger = this.#table.admit(source, now.nowMs)
    if (ledger) this.#decode(ledger, payload, port, now)
  }

  /** Datagrams that were fetched at once; all count as received now. */
  #receiveBatch(batch: DatagramBatch, count: number): void {
    const now = this.#begin()
    for (let slot = 0; slot < count; slot++) {
      const ledger = this.#table.admitOctets(batch.heads, batch.addressAt(slot), now.nowMs)
      if (ledger === undefined) continue
      if (batch.isTruncated(slot)) ledger.refused('DATAGRAM_TRUNCATED', 1)
      this.#decode(ledger, batch.payload(slot), batch.port(slot), now)
    }
  }

  /** Reads the clocks, and opens the account of the hour. */
  #begin(): Moment {
    const { clock, receiptClock, wallClock } = this.#options
    const now = this.#now
    now.nowMs = clock.nowMs()
    now.receiptMs = receiptClock === undefined ? now.nowMs : receiptClock.nowMs()
    now.wallMs = wallClock === undefined ? now.receiptMs : wallClock.nowMs()
    this.#book.turnTo(now.receiptMs)
    return now
  }

  #decode(ledger: ExporterLedger, payload: Uint8Array, port: number, now: Moment): void {
    ledger.datagram(now.nowMs)
    const weight = ledger.limit.weight(now.nowMs)
    const dropped = this.#pool.droppedCount
    const batch = this.#pool.batch()
    const row = batch.length
    const session = this.#sessionOf(ledger, port, weight)
    const { decoder } = this.#options
    const records = decoder.decode(payload, session, now.receiptMs, this.#pool, ledger)
    ledger.limit.recorded(records, weight)
    this.#settleTimes(ledger, batch, row, now)
    const lost = this.#pool.droppedCount - dropped
    ledger.recorded(records, records - lost)
    if (lost > 0) ledger.refused('SPOOL_BEHIND', lost)
    this.#pool.endMessage()
  }

  #settleTimes(ledger: ExporterLedger, batch: FlowBatch, row: number, now: Moment): void {
    const skewMs = ledger.correctionMs(now.wallMs)
    if (batch.length <= row) return
    if (skewMs !== 0) ledger.corrected(batch.length - row)
    const latestMs = now.receiptMs + ledger.policy.clock.skewMaxMs
    const clamped = settleStartTimes(batch, row, skewMs, latestMs)
    if (clamped > 0) ledger.clamped(clamped)
  }

  async counts(): Promise<CollectorCounts> {
    const listeners = this.#sockets.map(({ address, port }) => ({ address, port }))
    return {
      exporters: this.#table.counts(this.#options.decoder.skippedElements()),
      strangers: this.#table.strangers(),
      listeners: [
        ...listeners,
        ...this.#tcpListeners.map((listener) => ({
          ...listener.address(),
          transport: 'tcp' as const,
        })),
      ],
      receiver: this.#receiver.native ? 'native' : 'dgram',
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
        this.#decode(ledger, message, sessionId, this.#begin()),
      ended: (ledger, sessionId) =>
        this.#options.decoder.endSession({ exporter: ledger.address, port: sessionId }),
    })
    await listener.listen(address, port, (this.#options.portSharing ?? 'alone') !== 'alone')
    this.#tcpListeners.push(listener)
  }

  async #bind(listener: Listener): Promise<void> {
    if (listener.transport === 'tcp') return this.#bindTcp(listener)
    const { address, port } = listener
    const sharing = this.#options.portSharing ?? 'alone'
    this.#sockets.push(await openUdpSocket(address, port, sharing, this.#receiver))
  }

  #receiverOf(receiver: NativeReceiver | undefined): UdpReceiver {
    const onDatagram: UdpReceiver['onDatagram'] = (payload, source, port) => {
      if (this.#isOpen) this.receive(payload, source, port)
    }
    if (receiver === undefined) return { onDatagram }
    const batch = new DatagramBatch()
    const onBatch = (count: number): void => {
      if (this.#isOpen) this.#receiveBatch(batch, count)
    }
    return { onDatagram, native: { receiver, batch, onBatch } }
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
    this.#accountTakenMs = this.#receiptMs()
    const draft = this.#book.take(batch, this.#accountTakenMs)
    this.#lastWrite = this.#write(batch, draft, this.#lastWrite).finally(() =>
      this.#pool.release(batch),
    )
  }

  /**
   * Batches go to disk side by side; their accounts, and with them their names, one after the other.
   * Otherwise the death of the process could leave a later segment without an earlier one, whose
   * records no sequence number would miss.
   */
  async #write(batch: FlowBatch, draft: Draft, before: Promise<void>): Promise<void> {
    try {
      const segment = await this.#options.spool.write(batch, async () => {
        await before
        return JSON.stringify(this.#book.account(draft))
      })
      await before
      this.#book.settled(draft)
      this.#segments += 1
      this.#segmentRecords += batch.length
      this.#options.onSegment?.(segment)
    } catch (error) {
      if (!(error instanceof SpoolError)) throw error
      await before
      this.#lostInSpool += batch.length
      this.#book.failed(draft, error.code)
    }
  }
}
