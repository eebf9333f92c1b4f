import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import { createSchema } from '../../flows/store/schema.ts'
import type { Sample } from '../../verdicts/index.ts'
import { countrySamples } from './country-view.ts'
import { networkSamples, siteSamples } from './drawn-views.ts'

/** A country has some twenty controllers, and families come in many settings; providers differ as much. */
const NETWORKS_PER_SEED = 2
const COUNTRIES_PER_SEED = 3
/** To the seed of the next one: no multiple of how many samplings and sizes countries take in turn. */
const SEED_STEP = 1003

/**
 * Samples of all views, all synthetic: each seed draws a batch of single sites and providers'
 * networks, and runs small countries.
 *
 * @param onSeed called before each seed is run
 */
export async function collectSamples(
  engine: FlowEngine,
  seeds: readonly number[],
  onSeed: (index: number) => void,
): Promise<Sample[]> {
  await createSchema(engine)
  const samples: Sample[] = []
  for (const [index, seed] of seeds.entries()) {
    onSeed(index)
    const keep = (drawn: readonly Sample[]): void => {
      for (const sample of drawn) samples.push({ ...sample, seed })
    }
    keep(await siteSamples(engine, seed))
    for (let nth = 0; nth < NETWORKS_PER_SEED; nth++)
      keep(await networkSamples(engine, seed + nth * SEED_STEP))
    for (let nth = 0; nth < COUNTRIES_PER_SEED; nth++)
      keep(await countrySamples(engine, seed + nth * SEED_STEP))
  }
  return samples
}
