import { SeededRandom } from '../../core/random.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import { createSchema } from '../../flows/store/schema.ts'
import type { Sample } from '../../verdicts/index.ts'
import { type CountryRun, fillFlows } from './country-flows.ts'
import { findHouseholds, ispSamples, siteSamples } from './training-views.ts'

/** Each seed runs under one of these; undefined = every router its own, as in the demonstration. */
const SAMPLING_INTERVALS = [undefined, 10, 100, 1000, undefined, 1, 100, 10] as const
const SITES_PER_SEED = 6
/** Small and large, short and long: an endpoint's clients and contacts grow with both. */
const SIZES = [
  { subscribers: 1_000, hours: 6 },
  { subscribers: 2_000, hours: 24 },
  { subscribers: 500, hours: 24 },
  { subscribers: 2_000, hours: 6 },
  { subscribers: 1_000, hours: 12 },
] as const
/** At 1:1 sFlow exports each packet as a record: a smaller country says as much. */
const UNSAMPLED_SIZE = { subscribers: 150, hours: 6 } as const
/** A Monday; every seed starts at another hour of the week. */
const EPOCH_MS = Date.UTC(2026, 0, 5)

/**
 * Samples of several countries in both views: the ISP's with its sampling, and single sites'.
 *
 * @param ispMinClients gates of the ISP's view, each a pass of its own: training looks below the usual
 *   three clients as well, calibration must see what detection will see
 * @param onSeed called before each seed is run
 */
export async function collectSamples(
  engine: FlowEngine,
  seeds: readonly number[],
  ispMinClients: readonly number[],
  onSeed: (index: number) => void,
): Promise<Sample[]> {
  await createSchema(engine)
  const samples: Sample[] = []
  for (const [index, seed] of seeds.entries()) {
    onSeed(index)
    const random = new SeededRandom(seed).fork('views')
    const country = await fillFlows(engine, planRun(seed, random))
    const households = await findHouseholds(engine, country)
    for (const minClients of ispMinClients)
      samples.push(...(await ispSamples(engine, country, minClients, random)))
    for (let site = 0; site < SITES_PER_SEED; site++)
      samples.push(...(await siteSamples(engine, country, households, random)))
  }
  return samples
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
