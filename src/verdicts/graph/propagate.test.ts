import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { SeededRandom } from '../../core/random.ts'
import { bipartiteGraph } from './bipartite-graph.ts'
import type { CandidateEdges } from './candidate-edges.ts'
import { COUPLING_DEFAULTS, couplings } from './coupling.ts'
import { edgesOf, range } from './edges.fixture.ts'
import { clientPrior, knownC2Prior, logOdds, POPULAR_PRIOR, PRIOR_UNKNOWN } from './priors.ts'
import { propagate } from './propagate.ts'

const CLEAN = clientPrior(0)
const SCANNING = clientPrior(1)

/** The marginal of every endpoint by summing over all 2^n states: what the algorithm must reproduce on trees. */
function exactMarginals(
  edges: CandidateEdges,
  priors: { endpoint: Float64Array; client: Float64Array },
) {
  const graph = bipartiteGraph(edges)
  const coupling = couplings(graph, COUPLING_DEFAULTS)
  const { clientCount, endpointCount } = edges
  const guilty = new Float64Array(endpointCount)
  let total = 0
  for (let state = 0; state < 2 ** (clientCount + endpointCount); state++) {
    const isSet = (bit: number): boolean => (state & (1 << bit)) !== 0
    let product = 1
    for (let c = 0; c < clientCount; c++)
      product *= isSet(c) ? priors.client[c]! : 1 - priors.client[c]!
    for (let e = 0; e < endpointCount; e++)
      product *= isSet(clientCount + e) ? priors.endpoint[e]! : 1 - priors.endpoint[e]!
    for (let edge = 0; edge < graph.edgeCount; edge++) {
      const isSame = isSet(graph.client[edge]!) === isSet(clientCount + graph.endpoint[edge]!)
      product *= 0.5 + ((isSame ? 1 : -1) * coupling[edge]!) / 2
    }
    total += product
    for (let e = 0; e < endpointCount; e++) if (isSet(clientCount + e)) guilty[e]! += product
  }
  return guilty.map((sum) => sum / total)
}

const probability = fc.double({ min: 0.01, max: 0.99, noNaN: true })

/** A random tree: every node but the first hangs on an earlier one of the other side. */
const tree = fc
  .record({
    clients: fc.integer({ min: 1, max: 5 }),
    endpoints: fc.integer({ min: 1, max: 5 }),
    seed: fc.nat(),
  })
  .map(({ clients, endpoints, seed }) => {
    const random = new SeededRandom(seed)
    const pairs: [number, number, number][] = [[0, 0, 1]]
    for (let c = 1; c < clients; c++) pairs.push([c, 0, 0.2 + random.next()])
    for (let e = 1; e < endpoints; e++)
      pairs.push([random.integer(clients), e, 0.2 + random.next()])
    return edgesOf(clients, endpoints, pairs)
  })

const anyGraph = fc
  .record({ clients: fc.integer({ min: 1, max: 40 }), endpoints: fc.integer({ min: 1, max: 40 }) })
  .chain(({ clients, endpoints }) =>
    fc
      .array(
        fc.tuple(
          fc.nat({ max: clients - 1 }),
          fc.nat({ max: endpoints - 1 }),
          fc.double({ min: 0.01, max: 20, noNaN: true }),
        ),
        { maxLength: 400 },
      )
      .map((pairs) => edgesOf(clients, endpoints, pairs)),
  )
const withPriors = (edges: fc.Arbitrary<CandidateEdges>) =>
  edges.chain((some) =>
    fc.record({
      edges: fc.constant(some),
      priors: fc.record({
        endpoint: fc
          .array(probability, { minLength: some.endpointCount, maxLength: some.endpointCount })
          .map((values) => Float64Array.from(values)),
        client: fc
          .array(probability, { minLength: some.clientCount, maxLength: some.clientCount })
          .map((values) => Float64Array.from(values)),
      }),
    }),
  )

describe('belief propagation', () => {
  it('is exact on trees', () => {
    fc.assert(
      fc.property(withPriors(tree), ({ edges, priors }) => {
        const { belief } = propagate(edges, priors, { damping: 0, sweepCountMax: 30, tolerance: 0 })
        for (const [endpoint, exact] of exactMarginals(edges, priors).entries())
          assert.ok(
            Math.abs(belief[endpoint]! - exact) < 1e-6,
            `${belief[endpoint]} is not ${exact}`,
          )
      }),
      { numRuns: 60 },
    )
  })

  it('settles on any graph, and its beliefs are probabilities', () => {
    fc.assert(
      fc.property(withPriors(anyGraph), ({ edges, priors }) => {
        const settled = propagate(edges, priors, { sweepCountMax: 400, tolerance: 1e-8 })
        assert.ok(settled.lastChange <= 1e-8, `still moves by ${settled.lastChange}`)
        for (const belief of settled.belief) assert.ok(belief > 0 && belief < 1)
        const early = propagate(edges, priors)
        for (const [endpoint, belief] of early.belief.entries())
          assert.ok(Math.abs(belief - settled.belief[endpoint]!) < 0.02, 'ten sweeps are enough')
      }),
      { numRuns: 60 },
    )
  })

  it('more guilt in a prior never lowers a belief', () => {
    fc.assert(
      fc.property(withPriors(anyGraph), fc.nat(), ({ edges, priors }, which) => {
        const worse = { ...priors, client: priors.client.slice() }
        worse.client[which % edges.clientCount] = 0.995
        const before = propagate(edges, priors)
        const after = propagate(edges, worse)
        for (const [endpoint, belief] of after.belief.entries())
          assert.ok(belief >= before.belief[endpoint]! - 1e-12)
      }),
      { numRuns: 60 },
    )
  })

  it('the order of the edges, and a pair named twice, change nothing', () => {
    const once = edgesOf(3, 2, [
      [0, 0, 2],
      [1, 0, 1],
      [1, 1, 1],
      [2, 1, 3],
    ])
    const again = edgesOf(3, 2, [
      [2, 1, 3],
      [1, 1, 1],
      [0, 0, 1],
      [1, 0, 1],
      [0, 0, 1],
    ])
    const priors = { endpoint: Float64Array.of(0.9, 0.5), client: Float64Array.of(0.6, 0.5, 0.4) }
    assert.deepEqual(propagate(once, priors).belief, propagate(again, priors).belief)
  })

  it('edges that name nobody are a mistake of ours', () => {
    const priors = { endpoint: Float64Array.of(0.5), client: Float64Array.of(0.5) }
    assert.throws(() => propagate(edgesOf(1, 1, [[1, 0]]), priors), RangeError)
    assert.throws(() => propagate(edgesOf(1, 1, [[0, 0, 0]]), priors), RangeError)
    assert.throws(
      () => propagate(edgesOf(1, 1, []), { ...priors, client: new Float64Array(2) }),
      RangeError,
    )
  })
})

/**
 * A neighbourhood of 12,000 homes. Endpoint 0 is a CDN with 10,000 clients, endpoint 1 a known controller of
 * five bots, endpoint 2 a new one of the same five and endpoint 3 a service of five clean homes; every home
 * also has 20 endpoints of its own circle.
 */
const CDN = 0
const KNOWN = 1
const FRESH = 2
const CLUB = 3
const HOMES = 12_000
const BOTS = range(0, 5)
const OWN = 4

function town(): { pairs: [number, number][]; endpointCount: number } {
  const random = new SeededRandom(7)
  const ownCount = 6_000
  const pairs: [number, number][] = []
  for (let home = 0; home < HOMES; home++) {
    if (home < 10_000) pairs.push([home, CDN])
    for (let own = 0; own < 20; own++) pairs.push([home, OWN + random.integer(ownCount)])
  }
  for (const bot of BOTS) pairs.push([bot, KNOWN], [bot, FRESH])
  for (const home of range(11_000, 11_005)) pairs.push([home, CLUB])
  return { pairs, endpointCount: OWN + ownCount }
}

describe('who becomes guilty by association', () => {
  const { pairs, endpointCount } = town()
  const edges = edgesOf(HOMES, endpointCount, pairs)
  const endpointPriors = (known: Readonly<Record<number, number>>): Float64Array => {
    const priors = new Float64Array(endpointCount).fill(PRIOR_UNKNOWN)
    for (const [endpoint, prior] of Object.entries(known)) priors[Number(endpoint)] = prior
    return priors
  }
  const clients = (scanning: readonly number[] = []): Float64Array => {
    const priors = new Float64Array(HOMES).fill(CLEAN)
    for (const home of scanning) priors[home] = SCANNING
    return priors
  }

  it('a CDN with 10,000 clients does not become guilty because 1 % of them are infected', () => {
    const infected = range(0, 10_000).filter((home) => home % 100 === 0)
    const { belief } = propagate(edges, { endpoint: endpointPriors({}), client: clients(infected) })
    assert.ok(belief[CDN]! < 0.5, `${belief[CDN]}`)
  })

  it('the logarithmic discount alone would convict it: that is why there is a second bound', () => {
    const infected = range(0, 10_000).filter((home) => home % 100 === 0)
    const client = new Float64Array(HOMES).fill(PRIOR_UNKNOWN)
    for (const home of infected) client[home] = SCANNING
    const logarithmOnly =
      2 * Math.atanh((0.1 / Math.log(10_002)) * Math.tanh(logOdds(SCANNING) / 2))
    assert.ok(1 / (1 + Math.exp(-100 * logarithmOnly)) > 0.8)
    const { belief } = propagate(edges, { endpoint: endpointPriors({}), client })
    assert.ok(belief[CDN]! < 0.7)
  })

  it('a new controller that five bots share with a known one rises above everything unknown', () => {
    const { belief, evidence } = propagate(edges, {
      endpoint: endpointPriors({ [KNOWN]: knownC2Prior(0.9) }),
      client: clients(),
    })
    const others = [...belief].filter((_, endpoint) => endpoint !== KNOWN && endpoint !== FRESH)
    assert.ok(belief[FRESH]! > 0.5)
    assert.ok(belief[FRESH]! > Math.max(...others))
    assert.ok(evidence[FRESH]! > 0 && evidence[CLUB]! < 0)
  })

  it('and higher still where the bots also scan', () => {
    const endpoint = endpointPriors({ [KNOWN]: knownC2Prior(0.9) })
    const quiet = propagate(edges, { endpoint, client: clients() })
    const loud = propagate(edges, { endpoint, client: clients(BOTS) })
    assert.ok(loud.belief[FRESH]! > quiet.belief[FRESH]! + 0.03)
  })

  it('a poisoned list entry on a shared host does not spread', () => {
    const client = clients()
    const before = propagate(edges, { endpoint: endpointPriors({}), client })
    const after = propagate(edges, { endpoint: endpointPriors({ [CDN]: knownC2Prior(1) }), client })
    for (let endpoint = 0; endpoint < endpointCount; endpoint++) {
      if (endpoint === CDN) continue
      assert.ok(after.belief[endpoint]! - before.belief[endpoint]! < 0.005)
      assert.ok(after.belief[endpoint]! < 0.5)
    }
  })

  it('an infected household behind a NAT gateway does not convict what its 5,000 neighbours visit', () => {
    const gateway = HOMES
    const visited = range(OWN, OWN + 5_000)
    const behind = edgesOf(HOMES + 1, endpointCount, [
      ...pairs,
      [gateway, KNOWN],
      ...visited.map((endpoint): [number, number] => [gateway, endpoint]),
    ])
    const client = Float64Array.from([...clients(BOTS), SCANNING])
    const endpoint = endpointPriors({ [KNOWN]: knownC2Prior(0.9) })
    const { belief } = propagate(behind, { endpoint, client })
    const most = Math.max(...visited.map((one) => belief[one]!))
    assert.ok(most < belief[FRESH]!, `${most} against ${belief[FRESH]}`)
    assert.ok(visited.filter((one) => belief[one]! > 0.52).length === 0)
  })

  it('popular and benign endpoints speak for their clients', () => {
    const endpoint = endpointPriors({ [KNOWN]: knownC2Prior(0.9) })
    const excused = endpoint.slice()
    for (let own = OWN; own < endpointCount; own++) excused[own] = POPULAR_PRIOR
    const client = clients()
    const alone = propagate(edges, { endpoint, client })
    const among = propagate(edges, { endpoint: excused, client })
    assert.ok(among.belief[FRESH]! < alone.belief[FRESH]!)
  })
})

describe('priors', () => {
  it('a weak label is weak evidence of guilt, never evidence of innocence', () => {
    assert.equal(knownC2Prior(0), 0.5)
    assert.ok(knownC2Prior(0.2) > 0.5 && knownC2Prior(1) === 0.99)
  })

  it('an endpoint where just the neutral share of clients acts up is as probable as an unknown one', () => {
    const strength = (prior: number): number => Math.tanh(logOdds(prior) / 2)
    const balance = 0.02 * strength(clientPrior(1, 0.02)) + 0.98 * strength(clientPrior(0, 0.02))
    assert.ok(Math.abs(balance) < 1e-12)
  })
})
