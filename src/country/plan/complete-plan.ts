import { SeededRandom } from '../../core/random.ts'
import { C2_FAMILIES, DEMONSTRATION_FAMILIES } from '../attackers/c2-families.ts'
import type { C2Family } from '../attackers/c2-family.ts'
import { CountryError } from '../errors.ts'
import { TRAPS } from '../machines/traps.ts'
import { NO_ARTEFACTS } from './artefacts.ts'
import type { CountryPlan } from './country-plan.ts'

export const SUBSCRIBERS_MIN = 50
/** The largest exporter then holds 36,000 households in its /16. */
export const SUBSCRIBERS_MAX = 100_000
const HOURS_MAX = 24 * 31
/** As many as detection remembers. */
export const PAST_DAYS_MAX = 6
const SAMPLING_MAX = 65_536
const BOTNETS_MAX = 200
const EXTRA_BOTNETS_MAX = 4

/** What `simulate` and the demonstration use where nothing else is said. */
export function defaultPlan(seed: number): CountryPlan {
  return {
    seed,
    subscribers: 2000,
    hours: 24,
    sampling: undefined,
    families: DEMONSTRATION_FAMILIES,
    botnets:
      DEMONSTRATION_FAMILIES.length +
      new SeededRandom(seed).fork('botnets').integer(EXTRA_BOTNETS_MAX + 1),
    bots: [1, 40],
    jitter: undefined,
    schedule: undefined,
    trapKinds: TRAPS.map(({ kind }) => kind),
    liveliness: 1,
    gateways: 1,
    artefacts: NO_ARTEFACTS,
    pastDays: 0,
  }
}

/**
 * A plan from what is given, the rest as in the demonstration.
 *
 * @throws CountryError PLAN_INVALID, naming the parameter
 */
export function completePlan(given: Partial<CountryPlan> & { readonly seed: number }): CountryPlan {
  const usual = defaultPlan(given.seed)
  const families = given.families ?? usual.families
  const botnets = given.botnets ?? (given.families ? given.families.length : usual.botnets)
  const plan: CountryPlan = { ...usual, ...given, families, botnets }
  within('subscribers', plan.subscribers, SUBSCRIBERS_MIN, SUBSCRIBERS_MAX)
  within('hours', plan.hours, 1, HOURS_MAX)
  if (plan.sampling !== undefined) within('sampling', plan.sampling, 1, SAMPLING_MAX)
  within('botnets', plan.botnets, 0, BOTNETS_MAX)
  within('bots', plan.bots[0], 1, plan.bots[1])
  if (plan.jitter !== undefined) within('jitter', plan.jitter, 0, 1)
  within('liveliness', plan.liveliness, 0, 10)
  within('pastDays', plan.pastDays, 0, PAST_DAYS_MAX)
  within('gateways', plan.gateways, 0, plan.subscribers / 10)
  for (const name of families) findFamily(name)
  for (const kind of plan.trapKinds)
    if (!TRAPS.some((trap) => trap.kind === kind))
      throw new CountryError('PLAN_INVALID', `trapKinds: there is no kind "${kind}"`)
  for (const [name, share] of Object.entries(plan.artefacts))
    if (name.endsWith('Share')) within(`artefacts.${name}`, Number(share), 0, 1)
  if (botnets > 0 && families.length === 0)
    throw new CountryError('PLAN_INVALID', 'botnets: there are no families to draw them from')
  return plan
}

/** @throws CountryError PLAN_INVALID */
export function findFamily(name: string): C2Family {
  const family = C2_FAMILIES.find(({ kind }) => kind === name)
  if (!family) throw new CountryError('PLAN_INVALID', `families: there is no family "${name}"`)
  return family
}

function within(name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high))
    throw new CountryError('PLAN_INVALID', `${name} must be ${low} to ${high}, not ${value}`)
}
