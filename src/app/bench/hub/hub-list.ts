import { formatAddress, parseAddress } from '../../../core/address.ts'
import { HOUR_MS } from '../../../core/time-span.ts'
import type { Warning } from '../../../gate/warning/warning.ts'
import { warningIdOf } from '../../../gate/warning/warning-id.ts'
import { wholeHour } from '../../../gate/warning/whole-time.ts'

const LASTS_MS = 72 * HOUR_MS
/** 198.18.0.0/15, RFC 2544: for benchmarks, and nobody's. */
const ADDRESS_COUNT = 131_072
const FIRST_PORT = 4_000

/** Warnings that a provider says one after another: each about an endpoint of its own. */
export class ListSource {
  readonly #nowMs: number
  readonly #standing: Warning[] = []
  #made = 0

  constructor(nowMs: number) {
    this.#nowMs = nowMs
  }

  fresh(count: number): Warning[] {
    const warnings = Array.from({ length: count }, () => this.#next())
    this.#standing.push(...warnings)
    return warnings
  }

  /** As a list lives: half is new, half is what is withdrawn, the oldest first. */
  churn(count: number): Warning[] {
    const withdrawn = this.#standing
      .splice(0, Math.floor(count / 2))
      .map((warning) => ({ ...warning, version: 2, status: 'retracted' as const }))
    return [...withdrawn, ...this.fresh(count - withdrawn.length)]
  }

  #next(): Warning {
    const number = this.#made++
    const octets = parseAddress('198.18.0.0')!
    new DataView(octets.buffer, octets.byteOffset).setUint32(
      12,
      0xc6120000 + (number % ADDRESS_COUNT),
    )
    const endpoint = {
      address: formatAddress(octets),
      protocol: 'tcp',
      port: FIRST_PORT + Math.floor(number / ADDRESS_COUNT),
    }
    return {
      id: warningIdOf(endpoint),
      ...endpoint,
      kind: 'controller',
      band: 'share-candidate',
      validFrom: wholeHour(this.#nowMs),
      validUntil: wholeHour(this.#nowMs + LASTS_MS),
      status: 'active',
      uses: ['notify-subscribers', 'block-with-consent'],
      version: 1,
    }
  }
}
