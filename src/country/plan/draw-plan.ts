import { SeededRandom } from '../../core/random.ts'
import { C2_FAMILIES } from '../attackers/c2-families.ts'
import { uniformInteger } from '../traffic/draw.ts'
import { drawArtefacts } from './artefacts.ts'
import { completePlan, defaultPlan } from './complete-plan.ts'
import type { CountryPlan } from './country-plan.ts'

const DRAWN_SAMPLING = [undefined, 1, 10, 100, 100, 1000, 1000, 2048, 4096] as const

/**
 * A country as different from the next as life allows: every family and trap, any sampling, 1 to 200
 * bots, router artefacts. `given` overrules what is drawn, without shifting the other draws.
 */
export function drawPlan(seed: number, given: Partial<CountryPlan> = {}): CountryPlan {
  const random = new SeededRandom(seed).fork('country plan')
  const drawn = {
    ...defaultPlan(seed),
    subscribers: random.pick([500, 1000, 1500, 2000, 3000]),
    sampling: DRAWN_SAMPLING[random.integer(DRAWN_SAMPLING.length)],
    families: C2_FAMILIES.map(({ kind }) => kind),
    botnets: C2_FAMILIES.length + random.integer(8),
    bots: [1, random.pick([10, 40, 200])] as const,
    gateways: uniformInteger(random, [0, 6]),
    artefacts: drawArtefacts(random.fork('artefacts')),
  }
  return completePlan({ ...drawn, ...given, seed })
}

/** A country in which nobody is infected: every candidate found in it is a mistake. */
export function benignPlan(seed: number, given: Partial<CountryPlan> = {}): CountryPlan {
  return drawPlan(seed, { ...given, families: [], botnets: 0 })
}

/** Every combination, in this order: families held out, then sampling, bots, jitter. */
export function planGrid(
  seed: number,
  grid: {
    readonly sampling: readonly number[]
    readonly bots: readonly number[]
    readonly jitter: readonly number[]
  },
  given: Partial<CountryPlan> = {},
): readonly CountryPlan[] {
  return grid.sampling.flatMap((sampling) =>
    grid.bots.flatMap((bots) =>
      grid.jitter.map((jitter) =>
        drawPlan(seed, { ...given, sampling, bots: [bots, bots], jitter }),
      ),
    ),
  )
}

/**
 * Two halves of the families for training and for the exam, alike for the same seed.
 *
 * @param heldOutShare of the families that the first list lacks
 */
export function splitFamilies(
  seed: number,
  heldOutShare: number,
): { readonly training: readonly string[]; readonly heldOut: readonly string[] } {
  const random = new SeededRandom(seed).fork('families')
  const drawn = C2_FAMILIES.map(({ kind }) => ({ kind, draw: random.next() }))
  drawn.sort((a, b) => a.draw - b.draw)
  const count = Math.round(drawn.length * heldOutShare)
  return {
    training: drawn.slice(count).map(({ kind }) => kind),
    heldOut: drawn.slice(0, count).map(({ kind }) => kind),
  }
}
