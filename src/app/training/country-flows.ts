import { type Country, createCountry, drawPlan } from '../../country/index.ts'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import { emptyStore } from '../../flows/store/roll-up-tables.ts'
import { NativeLoader } from './native-loader.ts'

export type CountryRun = {
  readonly seed: number
  readonly subscribers: number
  readonly hours: number
  readonly startMs: number
  /** One interval for all exporters; undefined leaves each its own. */
  readonly samplingInterval: number | undefined
  /** Days before it in outline; see `CountryPlan`. */
  readonly pastDays?: number
}

/**
 * Runs a country with every family, trap and router artefact the seed draws, and fills `flows` with what
 * its routers export. The records come without datagrams; that
 * they are the ones a collector would decode is held by a test of the country.
 */
export async function fillFlows(engine: FlowEngine, run: CountryRun): Promise<Country> {
  const { seed, subscribers, hours, samplingInterval, pastDays = 0 } = run
  const plan = drawPlan(seed, { subscribers, hours, sampling: samplingInterval, pastDays })
  const country = createCountry(plan)
  await emptyStore(engine)
  await using exported = await NativeLoader.open(engine)
  for (const _ of country.records(run.startMs, run.hours, exported))
    await exported.insertFull('flows')
  await exported.insertRest('flows')
  return country
}
