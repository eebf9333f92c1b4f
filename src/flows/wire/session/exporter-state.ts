/**
 * What has to be remembered between datagrams, per exporter and observation domain, bounded in octets
 * for each exporter and for all.
 *
 * What gives way is what has not been used since it was last looked at (second chance), so that a
 * datagram only sets a flag, and a flood of invented domains displaces itself.
 */
import type { ExporterSkippedElements } from '../flow-decoder.ts'
import { type DomainKind, DomainState } from './domain-state.ts'
import { type ChangeCount, ExporterShare } from './exporter-share.ts'
import type { DecoderLimits } from './limits.ts'
import type { Message } from './message.ts'
import { SkippedElements } from './skipped-elements.ts'
import { TokenBucket } from './token-bucket.ts'

class ExporterState {
  readonly domains = new Map<number, DomainState>()
  readonly share: ExporterShare
  octets = 0

  constructor(share: ExporterShare) {
    this.share = share
  }
}

/** Slots for the domains heard of lately; finding one there needs no key and no map. */
const RECENT_SLOTS = 1024

export class ExporterStates {
  readonly #limits: DecoderLimits
  readonly #exporters = new Map<string, ExporterState>()
  readonly #recent: (DomainState | undefined)[] = new Array(RECENT_SLOTS).fill(undefined)
  readonly #workOfAll: TokenBucket
  readonly #changes: ChangeCount = { value: 0 }
  #octets = 0

  constructor(limits: DecoderLimits) {
    this.#limits = limits
    this.#workOfAll = new TokenBucket(
      limits.templateWorkOfAllMax,
      limits.templateWorkOfAllPerSecond,
    )
  }

  get exporterCount(): number {
    return this.#exporters.size
  }

  /** What is remembered, by estimate. */
  get octets(): number {
    return this.#octets
  }

  /** Grows with every template and sampling interval that is new. */
  get changeCount(): number {
    return this.#changes.value
  }

  /** Every domain with the 16 octets of its exporter. */
  *all(): Iterable<{ readonly exporter: Uint8Array; readonly domain: DomainState }> {
    for (const [key, { domains }] of this.#exporters)
      for (const domain of domains.values()) yield { exporter: exporterOctets(key), domain }
  }

  /** What each exporter's records carried that has no place here; forgotten with the exporter. */
  *skipped(): Iterable<ExporterSkippedElements> {
    for (const [key, { domains, share }] of this.#exporters) {
      const sum = new SkippedElements(this.#limits.skippedElementCountMax)
      sum.addAll(share.skipped)
      for (const domain of domains.values()) domain.templates.addSkippedTo(sum)
      const { counts } = sum
      if (counts.length > 0) yield { exporter: exporterOctets(key), counts }
    }
  }

  /** The state of the message's exporter in this domain; made when new. */
  domain(message: Message, kind: DomainKind, id: number): DomainState {
    const slot = recentSlot(message, kind, id)
    const recent = this.#recent[slot]
    if (recent !== undefined && !recent.isForgotten && recent.isOf(message, kind, id)) {
      recent.isUsed = true
      return recent
    }
    const domain = this.#findOrMake(message, kind, id)
    domain.isUsed = true
    this.#recent[slot] = domain
    return domain
  }

  /** The state of a domain if there is any; does not count as use. */
  peek(message: Message, kind: DomainKind, id: number): DomainState | undefined {
    const exporter = this.#exporters.get(exporterKey(message.session.exporter))
    return exporter?.domains.get(domainKey(kind, id))
  }

  /** Every domain of the message's exporter. */
  ofExporter(exporter: Uint8Array): Iterable<DomainState> {
    return this.#exporters.get(exporterKey(exporter))?.domains.values() ?? []
  }

  /** Charges the exporter for what `domain`, just returned for this message, has grown to. */
  settle(message: Message, domain: DomainState): void {
    if (domain.isForgotten) return
    const exporter = this.#exporters.get(exporterKey(message.session.exporter))
    if (!exporter) return
    this.#charge(exporter, domain)
    this.#shrink(exporter)
  }

  #findOrMake(message: Message, kind: DomainKind, id: number): DomainState {
    const key = exporterKey(message.session.exporter)
    let exporter = this.#exporters.get(key)
    if (!exporter) {
      if (this.#exporters.size >= this.#limits.exporterCountMax) this.#forgetExporter()
      exporter = new ExporterState(new ExporterShare(this.#limits, this.#workOfAll, this.#changes))
      this.#exporters.set(key, exporter)
    }
    const known = exporter.domains.get(domainKey(kind, id))
    if (known) return known
    const domain = new DomainState(this.#limits, exporter.share, message, kind, id)
    domain.isUsed = true
    exporter.domains.set(domainKey(kind, id), domain)
    this.#charge(exporter, domain)
    this.#shrink(exporter)
    return domain
  }

  #shrink(current: ExporterState): void {
    while (current.octets > this.#limits.stateOctetsPerExporterMax && current.domains.size > 1) {
      const key = unused(current.domains, (domain) => {
        const wasUsed = domain.isUsed
        domain.isUsed = false
        return wasUsed
      })
      const domain = current.domains.get(key)!
      current.domains.delete(key)
      domain.isForgotten = true
      domain.templates.addSkippedTo(current.share.skipped)
      current.share.forget(domain.sampling)
      current.octets -= domain.chargedOctets
      this.#octets -= domain.chargedOctets
    }
    while (this.#octets > this.#limits.stateOctetsMax && this.#exporters.size > 1)
      this.#forgetExporter()
  }

  #forgetExporter(): void {
    const key = unused(this.#exporters, (exporter) => {
      let wasUsed = false
      for (const domain of exporter.domains.values()) {
        wasUsed ||= domain.isUsed
        domain.isUsed = false
      }
      return wasUsed
    })
    const exporter = this.#exporters.get(key)!
    this.#exporters.delete(key)
    for (const domain of exporter.domains.values()) domain.isForgotten = true
    this.#octets -= exporter.octets
  }

  #charge(exporter: ExporterState, domain: DomainState): void {
    const growth = domain.octets - domain.chargedOctets
    domain.chargedOctets += growth
    exporter.octets += growth
    this.#octets += growth
  }
}

/** The key of the first entry that was not used since the last look; used ones go to the young end. */
function unused<Key, Value>(map: Map<Key, Value>, takeUsed: (value: Value) => boolean): Key {
  for (const [key, value] of map) {
    if (!takeUsed(value)) return key
    map.delete(key)
    map.set(key, value)
  }
  throw new Error('nothing to forget')
}

function domainKey(kind: DomainKind, id: number): number {
  return id * 4 + kind
}

function exporterKey(octets: Uint8Array): string {
  let key = ''
  for (let i = 0; i < 16; i += 2) key += String.fromCharCode(octets[i]! * 256 + octets[i + 1]!)
  return key
}

function exporterOctets(key: string): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_none, i) => {
    const pair = key.charCodeAt(i >> 1)
    return i % 2 === 0 ? pair >> 8 : pair & 0xff
  })
}

function recentSlot(message: Message, kind: DomainKind, id: number): number {
  const words = message.exporter3 ^ message.exporter2 ^ message.exporter1 ^ message.exporter0
  return (Math.imul(words ^ (id + kind), 0x9e3779b1) >>> 16) & (RECENT_SLOTS - 1)
}
