/**
 * The label ledger: at a given instant, what do the lists together say of an endpoint? Only a controller is a
 * positive. Not being listed is not a negative: lists hardly overlap, so it is no label at all.
 */

import type { ServiceEndpoint } from '../../core/endpoint.ts'
import type { EndpointKind } from '../../core/endpoint-kind.ts'
import { entryWeight } from './entry-weight.ts'
import { type HostSharing, portShare } from './host-sharing.ts'
import { type KnownGood, KnownGoodTable } from './known-good-table.ts'
import { isAbout, type LabelEntry, type LabelSource } from './listed.ts'
import { firstCopyEndMs, listedAddresses } from './overlap.ts'
import { type Voices, voicesOf } from './voices.ts'

/** What one independent voice says. */
export type VoiceSays = {
  readonly voice: string
  readonly sources: readonly string[]
  readonly kind: EndpointKind
  /** 0 to 1, after age, reliability and the share of this port in the address. */
  readonly weight: number
  /** Nobody in this voice named the port. */
  readonly isAddressOnly: boolean
}

export type Label = {
  /**
   * `excluded`: somebody says that it must not be a positive whatever others say (a sinkhole, or known-good).
   * It is not a negative either, unless the caller's own evidence makes it one.
   */
  readonly kind: 'positive' | 'excluded' | 'unlabelled'
  /** Of a positive: 1 − Π(1 − weight) over voices. Else 0. */
  readonly weight: number
  /** One bit per voice that lists it as a controller, for `graph`'s hold-out; the rest share the last bit. */
  readonly originBits: number
  readonly voices: readonly VoiceSays[]
  readonly isKnownGood: boolean
}

/** A voice’s statement about an address, or about one port of it. */
export type ControllerStatement = {
  /** null: the voice names the address only. */
  readonly port: number | null
  readonly protocol: string | null
  /** 0 to 1, without regard to what else the address serves. */
  readonly weight: number
  readonly originBit: number
}

export type LabelOptions = {
  /** What else the address serves. Without it, an entry that names no port says nothing about one. */
  readonly sharing?: HostSharing | undefined
  /** Sources to leave out; their whole voices go, because a copy would say the same. */
  readonly without?: readonly string[] | undefined
}

export type LedgerContent = {
  readonly sources: readonly LabelSource[]
  readonly entries: readonly LabelEntry[]
  readonly knownGood?: Iterable<KnownGood>
}

/** Less than this is no label: a 0.5 list after four half-lives. */
export const LABEL_WEIGHT_MIN = 0.03
const BIT_COUNT = 32

export class LabelLedger {
  readonly voices: Voices
  readonly knownGood: KnownGoodTable
  readonly #sources: ReadonlyMap<string, LabelSource>
  readonly #byAddress = new Map<string, LabelEntry[]>()
  readonly #bitOf: ReadonlyMap<string, number>
  /** Source → until when an entry's first day is only that of the first copy. */
  readonly #firstCopyEndMs: ReadonlyMap<string, number>

  /** Throws `RangeError` when an entry names a source that is not there. */
  constructor({ sources, entries, knownGood = [] }: LedgerContent) {
    this.#sources = new Map(sources.map((source) => [source.name, source]))
    const bySource = Map.groupBy(entries, ({ source }) => source)
    for (const name of bySource.keys())
      if (!this.#sources.has(name))
        throw new RangeError(`an entry names the unknown source ${name}`)
    this.voices = voicesOf(
      sources,
      [...bySource].map(([name, some]) => listedAddresses(name, some)),
    )
    this.#firstCopyEndMs = new Map(
      [...bySource].map(([name, some]) => [name, firstCopyEndMs(some)]),
    )
    const voiceNames = [...new Set(this.voices.voiceOf.values())]
    this.#bitOf = new Map(voiceNames.map((name, index) => [name, Math.min(index, BIT_COUNT - 1)]))
    this.knownGood = new KnownGoodTable(knownGood)
    for (const entry of entries) {
      const known = this.#byAddress.get(entry.address)
      if (known) known.push(entry)
      else this.#byAddress.set(entry.address, [entry])
    }
  }

  /** What the lists said, or say, of the endpoint at an instant. */
  label(endpoint: ServiceEndpoint, atMs: number, options: LabelOptions = {}): Label {
    const voices = this.#heard(endpoint, atMs, options)
    const isKnownGood = this.knownGood.holds(endpoint, atMs)
    const controllers = voices.filter(({ kind }) => kind === 'controller')
    const weight = 1 - controllers.reduce((silent, voice) => silent * (1 - voice.weight), 1)
    const isExcluded = isKnownGood || voices.some(({ kind }) => kind === 'sinkhole')
    const isPositive = !isExcluded && weight >= LABEL_WEIGHT_MIN
    return {
      kind: isExcluded ? 'excluded' : isPositive ? 'positive' : 'unlabelled',
      weight: isPositive ? weight : 0,
      originBits: isPositive ? this.#bits(controllers.map(({ voice }) => voice)) : 0,
      voices,
      isKnownGood,
    }
  }

  /**
   * Who calls what at an address a controller, each port by itself; nothing where anybody calls the address a sinkhole
   * or all of it known to be good.
   */
  controllersAt(address: string, atMs: number): ControllerStatement[] {
    const said: ControllerStatement[] = []
    for (const entry of this.#byAddress.get(address) ?? []) {
      const weight = this.#weightOf(entry, atMs)
      if (weight < LABEL_WEIGHT_MIN) continue
      if (entry.kind === 'sinkhole') return []
      const { port, protocol, source } = entry
      if (entry.kind === 'controller')
        said.push({ port, protocol, weight, originBit: this.#bits([this.#voiceOf(source)]) })
    }
    return said.length > 0 && this.knownGood.holdsWhole(address, atMs) ? [] : said
  }

  /** Addresses that any list names, at any time. */
  addresses(): Iterable<string> {
    return this.#byAddress.keys()
  }

  /** Endpoints that lists name with a port and that are positives at an instant. */
  *positives(
    atMs: number,
    options: Omit<LabelOptions, 'sharing'> = {},
  ): Generator<{ readonly endpoint: ServiceEndpoint; readonly label: Label }> {
    for (const [address, entries] of this.#byAddress) {
      const named = entries.filter(({ port }) => port !== null)
      const ports = new Map(
        named.map(({ port, protocol }) => [`${port} ${protocol}`, { port: port!, protocol }]),
      )
      for (const { port, protocol } of ports.values()) {
        const endpoint = { address, port, protocol: protocol ?? 'tcp' }
        const label = this.label(endpoint, atMs, options)
        if (label.kind === 'positive') yield { endpoint, label }
      }
    }
  }

  /** One statement per voice and kind: of its sources the strongest. */
  #heard(
    endpoint: ServiceEndpoint,
    atMs: number,
    { sharing, without = [] }: LabelOptions,
  ): VoiceSays[] {
    const silenced = new Set(without.map((source) => this.#voiceOf(source)))
    const heard = new Map<string, VoiceSays>()
    for (const entry of this.#byAddress.get(endpoint.address) ?? []) {
      if (!isAbout(entry, endpoint)) continue
      const voice = this.#voiceOf(entry.source)
      if (silenced.has(voice)) continue
      const hasPort = entry.port !== null
      // A sinkhole is a whole host: nobody runs a controller beside it.
      const share = entry.kind === 'sinkhole' ? 1 : portShare(hasPort, sharing)
      const weight = share * this.#weightOf(entry, atMs)
      if (weight < LABEL_WEIGHT_MIN) continue
      const key = `${voice} ${entry.kind}`
      const before = heard.get(key)
      const sources = new Set(before?.sources).add(entry.source)
      heard.set(key, {
        voice,
        sources: [...sources],
        kind: entry.kind,
        weight: Math.max(weight, before?.weight ?? 0),
        isAddressOnly: !hasPort && (before?.isAddressOnly ?? true),
      })
    }
    return [...heard.values()]
  }

  #voiceOf(source: string): string {
    return this.voices.voiceOf.get(source) ?? source
  }

  /** Without regard to what else the address serves. */
  #weightOf(entry: LabelEntry, atMs: number): number {
    const isUndated = entry.firstListedAtMs <= this.#firstCopyEndMs.get(entry.source)!
    return entryWeight(entry, this.#sources.get(entry.source)!, atMs, isUndated)
  }

  #bits(voices: readonly string[]): number {
    return voices.reduce((bits, voice) => (bits | (1 << this.#bitOf.get(voice)!)) >>> 0, 0)
  }
}
