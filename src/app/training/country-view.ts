import { formatEndpoint } from '../../core/endpoint.ts'
import { SeededRandom } from '../../core/random.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import type { Country } from '../../country/index.ts'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import type { Sample } from '../../verdicts/index.ts'
import { type CountryRun, fillFlows } from './country-flows.ts'
import { featuresOf, type Rows } from './features-of.ts'

/** Countries take these in turn; undefined = every router its own, as in the demonstration. */
const SAMPLING_INTERVALS = [undefined, 100, 10, 1000, 1, undefined, 100, 1000] as const
const SIZES = [
  { subscribers: 1_000, hours: 6 },
  { subscribers: 500, hours: 24 },
  { subscribers: 1_000, hours: 12 },
] as const
/** At 1:1 sFlow exports each packet as a record: a smaller country says as much. */
const UNSAMPLED_SIZE = { subscribers: 150, hours: 6 } as const
/** A Monday; every seed starts at another hour of the week. */
const EPOCH_MS = Date.UTC(2026, 0, 5)
/** Most endpoints of a country are dull; so many unlabelled ones are kept, drawn at random. */
const UNLABELLED_MAX = 6_000

/** The provider's view of a small country: what its routers export, its own prefixes, its upstream. */
export async function countrySamples(engine: FlowEngine, seed: number): Promise<Sample[]> {
  const random = new SeededRandom(seed).fork('views')
  const country = await fillFlows(engine, planRun(seed, random))
  const upstream = new Set(
    country.exporters.flatMap((one) => [one.upstreamInterface, one.transitInterface]),
  )
  const rows = await featuresOf(engine, {
    subscriberPrefixes: country.subscriberPrefixes,
    upstreamInterfaces: [...upstream],
  })
  return labelled(rows, country, random)
}

function planRun(seed: number, random: SeededRandom): CountryRun {
  const samplingInterval = SAMPLING_INTERVALS[seed % SAMPLING_INTERVALS.length]
  return {
    seed,
    samplingInterval,
    ...(samplingInterval === 1 ? UNSAMPLED_SIZE : SIZES[seed % SIZES.length]!),
    startMs: EPOCH_MS + random.integer(7 * 24) * HOUR_MS,
  }
}

/**
 * Controllers against everything else. What belongs to a botnet without being its controller is no
 * example of either; nor is an edge of a delivery network, of whose traffic the bots' is a trace.
 */
function labelled(rows: Rows, country: Country, random: SeededRandom): Sample[] {
  const controllers = country.truth().filter(({ shared }) => shared !== 'delivery-network')
  const planted = new Set(controllers.map(formatEndpoint))
  const neither = new Set(
    country
      .planted()
      .filter(({ kind }) => kind !== 'sinkhole')
      .map(formatEndpoint)
      .filter((endpoint) => !planted.has(endpoint)),
  )
  const kinds = new Map([
    ...country.benignTruth(),
    ...controllers.map((one) => [formatEndpoint(one), one.family] as const),
  ])
  const keep = Math.min(1, UNLABELLED_MAX / Math.max(1, rows.length))
  return rows
    .filter(({ endpoint }) => !neither.has(formatEndpoint(endpoint)))
    .map(({ endpoint, values }) => {
      const name = formatEndpoint(endpoint)
      const kind = kinds.get(name)
      return {
        values,
        label: planted.has(name) ? (1 as const) : (0 as const),
        view: 'provider',
        ...(kind === undefined ? {} : { kind }),
      }
    })
    .filter((sample) => sample.label === 1 || random.next() < keep)
}
