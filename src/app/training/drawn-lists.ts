import { formatEndpoint, parseEndpoint } from '../../core/endpoint.ts'
import type { SeededRandom } from '../../core/random.ts'
import { logUniform } from '../../country/traffic/draw.ts'
import { type KnownControllers, networkOf } from '../../verdicts/labels/index.ts'

/** Some sites hold no list: probabilities must hold for them as well. */
const HELD_SHARE = 0.67
const VOICES_MAX = 3
/** Share of the controllers that one voice knows. Independent lists share a few per cent (docs/explanation/labels.md). */
const COVERAGE = [0.05, 0.5] as const
const NOTORIOUS_SHARE = 0.7
/**
 * Share of innocent endpoints that one voice calls a controller: shared hosts, former tenants, mistakes. Of 13,598 real
 * destinations the ledger called none one (docs/explanation/labels.md).
 */
const WRONG_SHARE = [1e-5, 5e-4] as const
/** Networks in which lists know others, of controllers and of anybody: some hosts rent to whoever pays. */
const BAD_NETWORK_SHARE = { controller: 0.35, innocent: 0.02 } as const
const NEIGHBOURS = [1, 12] as const

/** The lists of a site, or `undefined` where it holds none. */
export function drawLists(
  random: SeededRandom,
  planted: Iterable<string>,
  companions: Iterable<string> = [],
): KnownControllers | undefined {
  return random.next() < HELD_SHARE ? drawHeldLists(random, planted, companions) : undefined
}

/**
 * What reputation lists might know of a drawn world: a part of its controllers, some innocents, and others in the same
 * networks. All of it is drawn; no real list is asked.
 *
 * @param planted the controllers, as `formatEndpoint` writes them
 * @param companions controllers that most lists know
 */
export function drawHeldLists(
  random: SeededRandom,
  planted: Iterable<string>,
  companions: Iterable<string> = [],
): KnownControllers {
  const voices = Array.from({ length: 1 + random.integer(VOICES_MAX) }, (_, voice) => ({
    bit: 1 << voice,
    coverage: logUniform(random, COVERAGE),
    wrong: logUniform(random, WRONG_SHARE),
  }))
  const notorious = new Set(companions)
  const controllers = new Set([...planted, ...notorious])
  const networks = new Set<string>()
  const addresses = new Set<string>()
  const originsOf = (name: string): number => {
    const dice = random.fork(`listed ${name}`)
    const isNotorious = notorious.has(name)
    return voices.reduce((bits, { bit, coverage, wrong }) => {
      const share = isNotorious ? NOTORIOUS_SHARE : controllers.has(name) ? coverage : wrong
      return dice.next() < share ? bits | bit : bits
    }, 0)
  }
  for (const name of controllers) {
    const { address } = parseEndpoint(name)!
    networks.add(networkOf(address))
    if (originsOf(name) !== 0) addresses.add(address)
  }
  return {
    addresses: [...addresses].sort(),
    originsOf: (endpoint) => originsOf(formatEndpoint(endpoint)),
    neighboursOf: (address) => {
      const network = networkOf(address)
      const dice = random.fork(`network ${network}`)
      const share = BAD_NETWORK_SHARE[networks.has(network) ? 'controller' : 'innocent']
      if (dice.next() >= share) return []
      const count = Math.round(logUniform(dice, NEIGHBOURS))
      return Array.from({ length: count }, () => dice.pick(voices).bit)
    },
  }
}
