/**
 * What has to be remembered between datagrams: templates, sampling, sequence numbers. Scoped to the
 * exporter's address and its observation domain, and bounded in octets for each exporter and for all.
 */
import type { DecoderLimits } from './limits.ts'
import type { Message } from './message.ts'
import { SamplingTable } from './sampling-table.ts'
import { SequenceTracker } from './sequence-tracker.ts'
import { TemplateTable } from './template-table.ts'

/** Estimated octets of an empty domain, and of an exporter, in V8. */
const DOMAIN_OCTETS = 1024
const SAMPLING_ENTRY_OCTETS = 64

export class DomainState {
  readonly templates: TemplateTable
  readonly sampling: SamplingTable
  /** What the exporter is charged for this domain; see `ExporterStates.settle`. */
  chargedOctets = 0
  /** IPFIX: epoch milliseconds when the exporter started, once an options record told. */
  systemInitMs: number | undefined
  readonly #sequences = new Map<number, SequenceTracker>()
  readonly #limits: DecoderLimits

  constructor(limits: DecoderLimits) {
    this.#limits = limits
    this.templates = new TemplateTable(limits)
    this.sampling = new SamplingTable(limits.samplerCountPerDomainMax)
  }

  /** Sequence numbers run per transport session, so per source port (RFC 7011 §3.1). */
  sequence(port: number): SequenceTracker {
    const known = this.#sequences.get(port)
    if (known) return known
    if (this.#sequences.size >= this.#limits.sessionCountPerDomainMax)
      this.#sequences.delete(this.#sequences.keys().next().value!)
    const tracker = new SequenceTracker()
    this.#sequences.set(port, tracker)
    return tracker
  }

  get octets(): number {
    return DOMAIN_OCTETS + this.templates.octets + SAMPLING_ENTRY_OCTETS * this.sampling.entryCount
  }
}

/** NetFlow v9, IPFIX and the others number their domains apart from each other. */
export type DomainKind = 0 | 1 | 2 | 3

class ExporterState {
  readonly domains = new Map<number, DomainState>()
  octets = 0
}

export class ExporterStates {
  readonly #limits: DecoderLimits
  readonly #exporters = new Map<string, ExporterState>()
  #octets = 0

  constructor(limits: DecoderLimits) {
    this.#limits = limits
  }

  get exporterCount(): number {
    return this.#exporters.size
  }

  /** What is remembered, by estimate. */
  get octets(): number {
    return this.#octets
  }

  /** The state of the message's exporter in this domain; made when new. Least recently used go first. */
  domain(message: Message, kind: DomainKind, id: number): DomainState {
    const exporter = this.#touchExporter(exporterKey(message.session.exporter))
    const key = id * 4 + kind
    let domain = exporter.domains.get(key)
    if (domain) exporter.domains.delete(key)
    else {
      domain = new DomainState(this.#limits)
      this.#charge(exporter, domain)
    }
    exporter.domains.set(key, domain)
    this.#shrink(exporter)
    return domain
  }

  /** The state of a domain if there is any; does not count as use. */
  peek(message: Message, kind: DomainKind, id: number): DomainState | undefined {
    return this.#exporters.get(exporterKey(message.session.exporter))?.domains.get(id * 4 + kind)
  }

  /** Charges the exporter for what `domain`, just returned for this message, has grown to. */
  settle(message: Message, domain: DomainState): void {
    const exporter = this.#exporters.get(exporterKey(message.session.exporter))
    if (!exporter) return
    this.#charge(exporter, domain)
    this.#shrink(exporter)
  }

  #touchExporter(key: string): ExporterState {
    const known = this.#exporters.get(key)
    const exporter = known ?? new ExporterState()
    if (known) this.#exporters.delete(key)
    this.#exporters.set(key, exporter)
    if (this.#exporters.size > this.#limits.exporterCountMax) this.#dropOldestExporter()
    return exporter
  }

  #shrink(current: ExporterState): void {
    while (current.octets > this.#limits.stateOctetsPerExporterMax && current.domains.size > 1) {
      const [key, domain] = current.domains.entries().next().value!
      current.domains.delete(key)
      current.octets -= domain.chargedOctets
      this.#octets -= domain.chargedOctets
    }
    while (this.#octets > this.#limits.stateOctetsMax && this.#exporters.size > 1)
      this.#dropOldestExporter()
  }

  #dropOldestExporter(): void {
    const [key, exporter] = this.#exporters.entries().next().value!
    this.#exporters.delete(key)
    this.#octets -= exporter.octets
  }

  #charge(exporter: ExporterState, domain: DomainState): void {
    const growth = domain.octets - domain.chargedOctets
    domain.chargedOctets += growth
    exporter.octets += growth
    this.#octets += growth
  }
}

function exporterKey(octets: Uint8Array): string {
  let key = ''
  for (let i = 0; i < 16; i += 2) key += String.fromCharCode(octets[i]! * 256 + octets[i + 1]!)
  return key
}
