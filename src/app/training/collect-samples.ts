import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import { createSchema } from '../../flows/store/schema.ts'
import type { Sample } from '../../verdicts/index.ts'
import { countrySamples } from './country-view.ts'
import { networkSamples, siteSamples } from './drawn-views.ts'

/**
 * Samples of both views, all synthetic: each seed draws a batch of single sites and a provider's network,
 * and runs a small country.
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
    for (const view of [siteSamples, networkSamples, countrySamples])
      for (const sample of await view(engine, seed)) samples.push({ ...sample, seed })
  }
  return samples
}
