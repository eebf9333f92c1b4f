import { formatAddress, parseAddress } from '../../core/address.ts'
import { type Prefix, prefixContains } from '../../core/prefix.ts'
import type { Random } from '../../core/random.ts'
import type { ExporterSkippedElements } from '../wire/flow-decoder.ts'
import type { ExporterCounts, StrangerCounts } from './exporter-counts.ts'
import { ExporterLedger } from './exporter-ledger.ts'
import { ExporterLimit } from './exporter-limit.ts'
import { type ExporterPolicy, type PolicyException, policyOf } from './exporter-policy.ts'
import { SourceIndex } from './source-index.ts'

export type ExporterRules = {
  readonly general: ExporterPolicy
  readonly exceptions: readonly PolicyException[]
  readonly random: Random
}

/** Exporters counted one by one; a national carrier has hundreds. */
const EXPORTER_COUNT_MAX = 4_096
/** One exporter may be written in several ways: IPv4-mapped, or with the zone of each interface. */
const TEXT_COUNT_MAX = 4 * EXPORTER_COUNT_MAX
/** Strangers counted one by one; UDP sources can be forged, so the rest share one line. */
const STRANGER_COUNT_MAX = 256
/** Elements shown of one exporter; the decoder counts more. */
const SKIPPED_ELEMENT_COUNT_MAX = 32
const OTHER_STRANGERS = 'others'

type Stranger = { datagrams: number; lastSeenMs: number }

/**
 * Who may send, and what became of it. Addresses come as text from Node's sockets and as octets from
 * the native receiver; the answer for either is remembered, because it is asked for each datagram.
 */
export class ExporterTable {
  readonly #allowed: readonly Prefix[]
  readonly #rules: ExporterRules
  readonly #ledgers: ExporterLedger[] = []
  readonly #byOctets: SourceIndex<ExporterLedger>
  readonly #byText = new Map<string, ExporterLedger>()
  readonly #strangers = new Map<string, Stranger>()

  constructor(allowed: readonly Prefix[], rules: ExporterRules) {
    this.#allowed = allowed
    this.#rules = rules
    this.#byOctets = new SourceIndex(EXPORTER_COUNT_MAX, Math.floor(rules.random.next() * 2 ** 32))
  }

  /** The ledger of an allowed exporter, or `undefined` for a stranger, who is counted. */
  admit(source: string, atMs: number): ExporterLedger | undefined {
    return this.#byText.get(source) ?? this.#firstText(source, atMs)
  }

  /** The same for the four words at `at` that are the address's 16 octets. */
  admitOctets(words: Uint32Array, at: number, atMs: number): ExporterLedger | undefined {
    return this.#byOctets.get(words, at) ?? this.#firstContact(words, at, atMs)
  }

  ledgers(): Iterable<ExporterLedger> {
    return this.#ledgers
  }

  counts(skipped: readonly ExporterSkippedElements[] = []): ExporterCounts[] {
    const byExporter = new Map(
      skipped.map(({ exporter, counts }) => [formatAddress(exporter), counts]),
    )
    return this.#ledgers.map((ledger) =>
      ledger.counts(
        byExporter.get(formatAddress(ledger.address))?.slice(0, SKIPPED_ELEMENT_COUNT_MAX),
      ),
    )
  }

  strangers(): StrangerCounts[] {
    return [...this.#strangers].map(([address, seen]) => ({ address, ...seen }))
  }

  #firstText(source: string, atMs: number): ExporterLedger | undefined {
    const octets = this.#strangers.has(source) ? undefined : parseAddress(withoutZone(source))
    if (!octets) {
      this.#countStranger(source, atMs)
      return undefined
    }
    const ledger = this.admitOctets(new Uint32Array(octets.buffer), 0, atMs)
    if (ledger && this.#byText.size < TEXT_COUNT_MAX) this.#byText.set(source, ledger)
    return ledger
  }

  #firstContact(words: Uint32Array, at: number, atMs: number): ExporterLedger | undefined {
    const octets = new Uint8Array(words.slice(at, at + 4).buffer)
    const isAllowed = this.#allowed.some((prefix) => prefixContains(prefix, octets))
    if (!isAllowed || this.#ledgers.length >= EXPORTER_COUNT_MAX) {
      this.#countStranger(formatAddress(octets), atMs)
      return undefined
    }
    const { general, exceptions, random } = this.#rules
    const policy = policyOf(octets, general, exceptions)
    const limit = new ExporterLimit(policy.recordsPerSecondMax, random)
    const ledger = new ExporterLedger(octets, atMs, policy, limit)
    this.#ledgers.push(ledger)
    this.#byOctets.set(words, at, ledger)
    return ledger
  }

  #countStranger(source: string, atMs: number): void {
    const isNew = !this.#strangers.has(source)
    const name = isNew && this.#strangers.size >= STRANGER_COUNT_MAX ? OTHER_STRANGERS : source
    const seen = this.#strangers.get(name)
    this.#strangers.set(name, { datagrams: (seen?.datagrams ?? 0) + 1, lastSeenMs: atMs })
  }
}

/** A link-local exporter arrives as `fe80::1%eth0`. */
function withoutZone(source: string): string {
  return source.split('%', 1)[0]!
}
