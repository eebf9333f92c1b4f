import { formatAddress, parseAddress } from '../../core/address.ts'
import { type Prefix, prefixContains } from '../../core/prefix.ts'
import type { Random } from '../../core/random.ts'
import type { ExporterSkippedElements } from '../wire/flow-decoder.ts'
import type { ExporterCounts, StrangerCounts } from './exporter-counts.ts'
import { ExporterLedger } from './exporter-ledger.ts'
import { ExporterLimit } from './exporter-limit.ts'
import { type ExporterPolicy, type PolicyException, policyOf } from './exporter-policy.ts'

export type ExporterRules = {
  readonly general: ExporterPolicy
  readonly exceptions: readonly PolicyException[]
  readonly random: Random
}

/** Exporters counted one by one; a national carrier has hundreds. */
const EXPORTER_COUNT_MAX = 4_096
/** Strangers counted one by one; UDP sources can be forged, so the rest share one line. */
const STRANGER_COUNT_MAX = 256
/** Elements shown of one exporter; the decoder counts more. */
const SKIPPED_ELEMENT_COUNT_MAX = 32
const OTHER_STRANGERS = 'others'

type Stranger = { datagrams: number; lastSeenMs: number }

/**
 * Who may send, and what became of it. The answer for an address is remembered by its text, because
 * that is what the socket hands over with each datagram.
 */
export class ExporterTable {
  readonly #allowed: readonly Prefix[]
  readonly #rules: ExporterRules
  readonly #ledgers = new Map<string, ExporterLedger>()
  readonly #strangers = new Map<string, Stranger>()

  constructor(allowed: readonly Prefix[], rules: ExporterRules) {
    this.#allowed = allowed
    this.#rules = rules
  }

  /** The ledger of an allowed exporter, or `undefined` for a stranger, who is counted. */
  admit(source: string, atMs: number): ExporterLedger | undefined {
    return this.#ledgers.get(source) ?? this.#firstContact(source, atMs)
  }

  ledgers(): Iterable<ExporterLedger> {
    return this.#ledgers.values()
  }

  counts(skipped: readonly ExporterSkippedElements[] = []): ExporterCounts[] {
    const byExporter = new Map(
      skipped.map(({ exporter, counts }) => [formatAddress(exporter), counts]),
    )
    return [...this.#ledgers.values()].map((ledger) =>
      ledger.counts(
        byExporter.get(formatAddress(ledger.address))?.slice(0, SKIPPED_ELEMENT_COUNT_MAX),
      ),
    )
  }

  strangers(): StrangerCounts[] {
    return [...this.#strangers].map(([address, seen]) => ({ address, ...seen }))
  }

  #firstContact(source: string, atMs: number): ExporterLedger | undefined {
    const octets = this.#strangers.has(source) ? undefined : parseAddress(withoutZone(source))
    const isAllowed = octets && this.#allowed.some((prefix) => prefixContains(prefix, octets))
    if (!isAllowed || this.#ledgers.size >= EXPORTER_COUNT_MAX) {
      this.#countStranger(source, atMs)
      return undefined
    }
    const { general, exceptions, random } = this.#rules
    const policy = policyOf(octets, general, exceptions)
    const limit = new ExporterLimit(policy.recordsPerSecondMax, random)
    const ledger = new ExporterLedger(octets, atMs, policy, limit)
    this.#ledgers.set(source, ledger)
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
