import { parseAddress } from '../../../core/address.ts'
import { DAY_MS } from '../../../core/time-span.ts'
import { createCountry, createExporterSession, type Exporter } from '../../../country/index.ts'
import { createFlowDecoder } from '../../../flows/wire/decoder.ts'
import { type FlowEncoder, isIpv4Row } from '../../../flows/wire/encode/flow-encoder.ts'
import { createNetflow9Encoder } from '../../../flows/wire/encode/netflow9-encoder.ts'
import { FlowBatch } from '../../../flows/wire/flow-batch.ts'

/** A NetFlow v9 datagram and which of the exporters sends it. */
export type CountryDatagram = {
  readonly exporterIndex: number
  readonly payload: Uint8Array
  readonly recordCount: number
}

export type CountryTrafficOptions = {
  /** About so many flow records; a whole minute of the country is never cut. */
  readonly flowCountMin: number
  /** Virtual time of the first flow, epoch ms. */
  readonly startMs: number
  /** Default 11,000, the most the country holds: some 1.5 M unsampled records an hour. */
  readonly subscribers?: number
}

/** Loopback addresses the exporters send from. */
export const EXPORTER_ADDRESSES = [1, 2, 3, 4, 5].map((last) => `127.0.1.${last}`)

const SEED = 1
const SUBSCRIBERS = 11_000
/** IPv6 flows have a domain of their own: busy routers keep one cache for each family. */
const IPV6_DOMAIN_OFFSET = 100
const SESSION_ROWS = 8_192

/**
 * The small country's traffic, unsampled, as NetFlow v9 of routers so busy that every datagram is
 * full: realistic values, ports, times and repetition, every record another. Synthetic all the same.
 */
export function* countryDatagrams(options: CountryTrafficOptions): Generator<CountryDatagram> {
  const country = createCountry({
    seed: SEED,
    subscribers: options.subscribers ?? SUBSCRIBERS,
    samplingInterval: 1,
  })
  const ready: CountryDatagram[] = []
  const routers = country.exporters
    .slice(0, EXPORTER_ADDRESSES.length)
    .map((exporter, index) => new BusyRouter(exporter, index, options.startMs, ready))
  let flowCount = 0
  for (const minute of country.minutes(options.startMs)) {
    for (const router of routers) router.session.observe(minute)
    for (const datagram of ready.splice(0)) {
      flowCount += datagram.recordCount
      yield datagram
    }
    if (flowCount >= options.flowCountMin) break
  }
  for (const router of routers) router.flush(options.startMs)
  yield* ready
}

/** One observation domain of a router; counts the records of each datagram. */
class Domain {
  readonly #encoder: FlowEncoder
  #pendingCount = 0

  constructor(id: number, startMs: number, exporterIndex: number, ready: CountryDatagram[]) {
    this.#encoder = createNetflow9Encoder({
      observationDomain: id,
      bootMs: startMs - DAY_MS,
      samplingInterval: 1,
      samplingAnnouncement: 'interval',
      emit: (payload) => {
        ready.push({ exporterIndex, payload, recordCount: this.#pendingCount })
        this.#pendingCount = 0
      },
    })
  }

  add(batch: FlowBatch, row: number, exportMs: number): void {
    this.#encoder.add(batch, row, exportMs)
    this.#pendingCount += 1
  }

  flush(exportMs: number): void {
    this.#encoder.flush(exportMs)
  }
}

/** Meters as a router of the country does, then fills datagrams to the brim. */
class BusyRouter {
  readonly session: ReturnType<typeof createExporterSession>
  readonly #domains: readonly [ipv4: Domain, ipv6: Domain]
  readonly #batch = new FlowBatch(SESSION_ROWS)
  #lastMs = 0

  constructor(exporter: Exporter, index: number, startMs: number, ready: CountryDatagram[]) {
    this.#domains = [
      new Domain(index + 1, startMs, index, ready),
      new Domain(index + 1 + IPV6_DOMAIN_OFFSET, startMs, index, ready),
    ]
    const decoder = createFlowDecoder()
    const sender = { exporter: parseAddress(EXPORTER_ADDRESSES[index]!)!, port: 2055 }
    const sink = { batch: () => this.#batch }
    const observer = { refused: failOnRefusal }
    this.session = createExporterSession({
      exporter: { ...exporter, protocol: 'netflow9', exportsBiflows: false },
      seed: SEED,
      startMs,
      emit: (datagram, exportMs) => {
        decoder.decode(datagram, sender, exportMs, sink, observer)
        this.#encode(exportMs)
      },
    })
  }

  flush(startMs: number): void {
    for (const domain of this.#domains) domain.flush(this.#lastMs || startMs)
  }

  #encode(exportMs: number): void {
    this.#lastMs = exportMs
    const [ipv4, ipv6] = this.#domains
    for (let row = 0; row < this.#batch.length; row++)
      (isIpv4Row(this.#batch, row) ? ipv4 : ipv6).add(this.#batch, row, exportMs)
    this.#batch.length = 0
  }
}

function failOnRefusal(code: string): never {
  throw new Error(`the decoder refused a record of the simulated country: ${code}`)
}
