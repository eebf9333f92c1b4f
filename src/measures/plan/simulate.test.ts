import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { SimulationRequest } from '../../core/measure-simulation.ts'
import { BEGUN_MS, warningOn } from '../../gate/warning/warning.fixture.ts'
import { ConsentBook } from '../consent/book.ts'
import { eventsOf, firstTerms } from '../consent/event.fixture.ts'
import { makePlan, type PlannedDevice } from './make-plan.ts'
import { Overrides } from './override.ts'
import { simulate } from './simulate.ts'
import { worthyTargets } from './worthy-targets.ts'

const NOW_MS = BEGUN_MS + 3_600_000
const device: PlannedDevice = {
  name: 'fw',
  kind: 'nftables',
  capacity: { targets: null, sources: null },
}

function planOf(count: number) {
  const book = new ConsentBook()
  book.addTerms(firstTerms('block-address', NOW_MS - 1))
  for (const event of eventsOf('line-1', '198.51.100.1/32', NOW_MS - 1)) book.apply(event)
  const warnings = Array.from({ length: count }, (_, index) =>
    warningOn(`203.0.113.${index % 256}`, { port: 1_000 + (index >> 8) }),
  )
  const worthy = worthyTargets(
    {
      warnings,
      names: [],
      overrides: new Overrides([]),
      knownGood: new Map(),
      subscribers: new Map(),
      bandMin: 'watch',
    },
    NOW_MS,
  )
  const grantsOf = book.grants.bind(book)
  const plan = makePlan(worthy, [device], { grantsOf, inForce: new Map(), nowMs: NOW_MS })
  return { plan, devices: [device], grantsOf, nowMs: NOW_MS, actor: 'hanako' }
}

it('asks of every endpoint once, in parts, with the sources of those who agreed', async () => {
  const { plan, ...world } = planOf(1_100)
  const asked: SimulationRequest[] = []
  const steps: number[] = []
  const cut = { flows: 7, consenting: 1, others: 3, share: 0.5 }
  const found = await simulate(
    plan,
    {
      ...world,
      cut: async (request) => {
        asked.push(request)
        return new Map([['203.0.113.9:1002/tcp', cut]])
      },
    },
    (done) => steps.push(done),
  )
  assert.deepEqual(
    asked.map(({ endpoints }) => endpoints.length),
    [500, 500, 100],
  )
  assert.deepEqual(steps, [500, 1_000, 1_100])
  assert.ok(asked.every(({ sources }) => sources.join() === '198.51.100.1/32'))
  assert.deepEqual(
    [found.hasFlows, found.endpoints, found.targets],
    [true, 1_100, [{ key: '203.0.113.9:1002/tcp', cut }]],
  )
})

it('without flows nothing is said, which is not that nothing would be cut', async () => {
  const { plan, ...world } = planOf(3)
  const found = await simulate(plan, { ...world, cut: async () => undefined })
  assert.deepEqual([found.hasFlows, found.targets], [false, []])
})
