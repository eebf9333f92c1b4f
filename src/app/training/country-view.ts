import { formatEndpoint } from '../../core/endpoint.ts'
import { SeededRandom } from '../../core/random.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import { askedFor, type Country } from '../../country/index.ts'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import type { Sample } from '../../verdicts/index.ts'
import { type CountryRun, fillFlows } from './country-flows.ts'
import { drawLists } from './drawn-lists.ts'
import { featuresOf, type Rows } from './features-of.ts'

/** Countries take these in turn; undefined = every router its own, as in the demonstration. */
const SAMPLING_INTERVALS = [undefined, 100, 10, 1000, 1, undefined, 100, 1000] as const
const SIZES = [
  { subscribers: 1_000, hours: 6 },
  { subscribers: 500, hours: 24 },
  { subscribers: 1_000, hours: 12 },
] as const
/** At 1:1 sFlow exports each packet as a record: a smaller country says as much. */
const UNSAMPLED_SIZE = { subscribers: 300, hours: 12 } as const
/** A Monday; every seed starts at another hour of the week. */
const EPOCH_MS = Date.UTC(2026, 0, 5)
/** Three countries of four have a past of so many days; a store that was begun today has none. */
const PAST_DAYS = [6, 6, 3, 0] as const
/** Most endpoints of a country are dull; so many unlabelled ones are kept, drawn at random. */
const UNLABELLED_MAX = 6_000

/** The provider's view of a small country: what its routers export, its own prefixes, its upstream. */
export async function countrySamples(engine: FlowEngine, seed: number): Promise<Sample[]> {
  const random = new SeededRandom(seed).fork('views')
  const run = planRun(seed, random)
  const country = await fillFlows(engine, run)
  const upstream = new Set(
    country.exporters.flatMap((one) => [one.upstreamInterface, one.transitInterface]),
  )
  const view = {
    subscriberPrefixes: country.subscriberPrefixes,
    upstreamInterfaces: [...upstream],
  }
  const window = { startMs: run.startMs, endMs: run.startMs + run.hours * HOUR_MS }
  const { controllers } = askedFor(country.planted(), run.hours)
  const known = drawLists(random.fork('lists'), controllers.keys())
  const rows = await featuresOf(engine, view, run.pastDays ? window : 'all', known)
  return labelled(rows, country, run.hours, random)
}

function planRun(seed: number, random: SeededRandom): CountryRun {
  const samplingInterval = SAMPLING_INTERVALS[seed % SAMPLING_INTERVALS.length]
  return {
    seed,
    samplingInterval,
    ...(samplingInterval === 1 ? UNSAMPLED_SIZE : SIZES[seed % SIZES.length]!),
    startMs: EPOCH_MS + random.integer(7 * 24) * HOUR_MS,
    pastDays: random.pick(PAST_DAYS),
  }
}

/**
 * Controllers against everything else. What a detector is asked nothing about is no example of either.
 */
function labelled(rows: Rows, country: Country, hours: number, random: SeededRandom): Sample[] {
  const { controllers, neither } = askedFor(country.planted(), hours)
  const innocent = country.benignTruth()
  const keep = Math.min(1, UNLABELLED_MAX / Math.max(1, rows.length))
  return rows
    .map(({ endpoint, values }) => ({ name: formatEndpoint(endpoint), values }))
    .filter(({ name }) => !neither.has(name))
    .map(({ name, values }) => {
      const kind = controllers.get(name)?.family ?? innocent.get(name)
      return {
        values,
        label: controllers.has(name) ? (1 as const) : (0 as const),
        view: 'country',
        ...(kind === undefined ? {} : { kind }),
      }
    })
    .filter((sample) => sample.label === 1 || random.next() < keep)
}
