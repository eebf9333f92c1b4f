import { type SamplingStatement, SamplingTable } from '../template/sampling-table.ts'
import { TemplateTable } from '../template/template-table.ts'
import type { ExporterShare } from './exporter-share.ts'
import type { HeldSet } from './held-set.ts'
import type { DecoderLimits } from './limits.ts'
import type { Message } from './message.ts'
import { SequenceTracker } from './sequence-tracker.ts'

/** NetFlow v5, v9, IPFIX, sFlow: each numbers its domains apart from the others. */
export type DomainKind = 0 | 1 | 2 | 3

/** Estimated octets in V8: an empty domain with its maps; one place in a sampling table. */
const DOMAIN_OCTETS = 1024
const SAMPLING_ENTRY_OCTETS = 64

/** What is remembered of one exporter's observation domain: templates, sampling, sequence numbers. */
export class DomainState {
  readonly kind: DomainKind
  readonly id: number
  readonly templates: TemplateTable
  readonly sampling: SamplingTable
  readonly exporter: ExporterShare
  /** By template id; kept by `HeldSets`. */
  readonly held = new Map<number, Set<HeldSet>>()
  /** IPFIX: epoch milliseconds when the exporter started, once an options record told. */
  systemInitMs: number | undefined

  /** Bookkeeping of `ExporterStates`. */
  chargedOctets = 0
  isUsed = false
  isForgotten = false

  readonly #exporter0: number
  readonly #exporter1: number
  readonly #exporter2: number
  readonly #exporter3: number
  readonly #sequences = new Map<number, SequenceTracker>()
  /** The one asked for last: most domains have one sender. */
  #lastPort = -1
  #lastTracker: SequenceTracker | undefined
  readonly #sessionCountMax: number

  constructor(
    limits: DecoderLimits,
    exporter: ExporterShare,
    message: Message,
    kind: DomainKind,
    id: number,
  ) {
    this.exporter = exporter
    this.templates = new TemplateTable(limits, exporter.skipped)
    this.sampling = new SamplingTable(limits.samplerCountPerDomainMax)
    this.#sessionCountMax = limits.sessionCountPerDomainMax
    this.kind = kind
    this.id = id
    this.#exporter0 = message.exporter0
    this.#exporter1 = message.exporter1
    this.#exporter2 = message.exporter2
    this.#exporter3 = message.exporter3
  }

  isOf(message: Message, kind: DomainKind, id: number): boolean {
    return (
      this.id === id &&
      this.kind === kind &&
      this.#exporter3 === message.exporter3 &&
      this.#exporter2 === message.exporter2 &&
      this.#exporter1 === message.exporter1 &&
      this.#exporter0 === message.exporter0
    )
  }

  /** False when it was known. */
  learnSampling(statement: SamplingStatement): boolean {
    this.exporter.tell(this.sampling)
    return this.sampling.learn(statement)
  }

  /** What is known of sampling in this domain: its own announcements, else those of the others if they agree. */
  get samplingInForce(): SamplingTable {
    return this.sampling.isEmpty ? (this.exporter.agreedSampling ?? this.sampling) : this.sampling
  }

  /** Sequence numbers run per transport session, so per source port (RFC 7011 §3.1). */
  sequence(port: number, nowMs: number): SequenceTracker {
    let tracker = this.#lastTracker
    if (tracker === undefined || port !== this.#lastPort) {
      tracker = this.#sequences.get(port) ?? this.#newSequence(port)
      this.#lastPort = port
      this.#lastTracker = tracker
    }
    tracker.heardAtMs = nowMs
    return tracker
  }

  /** Every sender's tracker by its session. */
  sequences(): Iterable<readonly [session: number, tracker: SequenceTracker]> {
    return this.#sequences
  }

  #newSequence(port: number): SequenceTracker {
    if (this.#sequences.size >= this.#sessionCountMax)
      this.#sequences.delete(this.#sequences.keys().next().value!)
    const tracker = new SequenceTracker()
    this.#sequences.set(port, tracker)
    return tracker
  }

  /** A transport session has ended: what was announced in it is void (RFC 7011 §8.4). */
  endSession(port: number): void {
    this.templates.withdrawAll(port, true)
    this.templates.withdrawAll(port, false)
    this.#sequences.delete(port)
    this.#lastTracker = undefined
  }

  get octets(): number {
    return DOMAIN_OCTETS + this.templates.octets + SAMPLING_ENTRY_OCTETS * this.sampling.entryCount
  }
}
