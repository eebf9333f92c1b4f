/**
 * Random histories of consent, warnings, releases, failing devices and restarts, told by differences and looked at as
 * a whole: what is kept up is what everything together says, and devices hold it.
 */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { ManualClock } from '../core/clock.ts'
import { Blocking, NO_TARGETS } from './block/blocking.ts'
import { Coverage } from './block/coverage.ts'
import { type Target, targetKey } from './block/target.ts'
import type { Grant } from './consent/grant.ts'
import { Narrowing } from './narrowing.ts'
import { endpointTarget, grantFor, NOW_MS, nameTarget } from './planes/blocking.fixture.ts'
import { DryRunPlane } from './planes/dry-run-plane.ts'
import { PlaneError } from './planes/errors.ts'
import { FakeKernel } from './planes/nftables/kernel.fixture.ts'
import { NftablesPlane } from './planes/nftables/nftables-plane.ts'
import type { Plane } from './planes/plane.ts'
import { Reconciler } from './planes/reconciler.ts'
import { type Exemption, remaining } from './release/exemption.ts'

const LEASE_MS = 30_000
const UNBOUNDED = { targets: null, sources: null }
const LINES = Array.from({ length: 5 }, (_, index) => `198.51.100.${index}`)
const ENDPOINTS = [443, 4444].flatMap((port) =>
  ['203.0.113.7', '203.0.113.8'].map((address) => endpointTarget(address, port)),
)
const TARGETS: readonly Target[] = [...ENDPOINTS, nameTarget('bad.example')]
const EXEMPTIONS: readonly Exemption[] = [
  { kind: 'endpoint', key: '203.0.113.7:443/tcp', causes: null },
  { kind: 'address', address: '203.0.113.7', isPortlessOnly: true, causes: null },
  { kind: 'address', address: '203.0.113.8', isPortlessOnly: false, causes: ['w2'] },
  { kind: 'name', name: 'www.bad.example' },
]

const line = fc.nat(LINES.length - 1)
const endsIn = fc.option(fc.integer({ min: 1, max: 40_000 }))
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('agree' as const), line, endsIn }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('withdraw' as const), line }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('warn' as const),
      index: fc.nat(TARGETS.length - 1),
      endsInMs: fc.integer({ min: 1, max: 90_000 }),
      cause: fc.constantFrom('w1', 'w2'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('retract' as const),
      index: fc.nat(TARGETS.length - 1),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('release' as const),
      index: fc.nat(EXEMPTIONS.length - 1),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.integer({ min: 1, max: 20_000 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fail' as const),
      how: fc.array(fc.constantFrom('lost' as const, 'unheard' as const), { maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
)

/** A resolver that sometimes does not do as told. */
class Moody extends DryRunPlane {
  failCount = 0
  override async apply(...args: Parameters<DryRunPlane['apply']>) {
    if (this.failCount-- > 0) throw new PlaneError('PLANE_REFUSED', 'not now')
    return super.apply(...args)
  }
}

it('told by differences, planes hold what everything together says, whatever fails and whoever starts again', async () => {
  let heldCount = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }),
      async (steps) => {
        const clock = new ManualClock(NOW_MS)
        const kernel = new FakeKernel(clock)
        const grants = new Map<string, Grant>()
        const warned = new Map<string, Target>()
        let exemptions: readonly Exemption[] = []
        let targets = NO_TARGETS
        const start = () => {
          const facts = { name: 'edge', leaseMs: LEASE_MS, capacity: UNBOUNDED }
          const rules = { hook: 'forward', priority: -150, answer: 'reject' } as const
          const edge = new NftablesPlane({ ...facts, ...rules }, kernel.run, clock)
          const resolver = new Moody({
            name: 'resolver',
            kind: 'rpz',
            capacity: UNBOUNDED,
            isPortless: true,
            leaseMs: LEASE_MS,
          })
          return {
            resolver,
            planes: [edge, resolver] as readonly Plane[],
            reconciler: new Reconciler([edge, resolver], clock),
            coverages: (['block-address', 'block-name'] as const).map(
              (scope) => new Coverage(scope, [...grants.values()], clock.nowMs()),
            ),
            narrowing: new Narrowing(),
          }
        }
        let now = start()
        const change = (key: string, after: Grant | undefined): void => {
          const before = grants.get(key)
          if (after) grants.set(key, after)
          else grants.delete(key)
          for (const coverage of now.coverages)
            coverage.change({ ended: before ? [before] : [], begun: after ? [after] : [] })
        }
        const wholly = ({ kind, isPortless }: Plane): Blocking => {
          const scope = kind === 'rpz' ? 'block-name' : 'block-address'
          const left = remaining([...warned.values()], exemptions)
          const all = isPortless ? left.portless : left.ported
          return Blocking.of(scope, all, [...grants.values()], clock.nowMs())
        }
        for (const each of steps) {
          const nowMs = clock.nowMs()
          if (each.do === 'agree' || each.do === 'withdraw')
            for (const scope of ['block-address', 'block-name'] as const) {
              const source = `${LINES[each.line]}/32`
              const untilMs =
                each.do === 'agree' && each.endsIn !== null ? nowMs + each.endsIn : null
              const after = each.do === 'agree' ? grantFor(source, untilMs, scope) : undefined
              change(`${source} ${scope}`, after)
            }
          else if (each.do === 'warn' || each.do === 'retract') {
            const target = TARGETS[each.index]!
            const key = targetKey(target)
            const next =
              each.do === 'warn'
                ? { ...target, cause: each.cause, untilMs: nowMs + each.endsInMs }
                : undefined
            targets = targets.with([[key, next]])
            if (next) warned.set(key, next)
            else warned.delete(key)
          } else if (each.do === 'release') {
            const one = EXEMPTIONS[each.index]!
            exemptions = exemptions.includes(one)
              ? exemptions.filter((other) => other !== one)
              : [...exemptions, one]
          } else if (each.do === 'wait') {
            for (let ms = 0; ms < each.ms; ms += 1_000) {
              clock.advance(1_000)
              await now.reconciler.tick()
            }
          } else if (each.do === 'fail') {
            kernel.mishaps.push(...each.how)
            now.resolver.failCount = each.how.length
          } else now = start()
          const blockings = now.coverages.map((coverage) =>
            Blocking.covering(coverage, targets, clock.nowMs()),
          )
          const wanted = new Map(now.planes.map(({ name }) => [name, blockings]))
          const told = now.narrowing.narrow(now.planes, wanted, exemptions, clock.nowMs())
          for (const plane of now.planes) {
            const own = told.get(plane.name)!.find(({ scope }) => scope === wholly(plane).scope)!
            const whole = wholly(plane)
            assert.deepEqual(new Map(own.byKey), new Map(whole.byKey))
            assert.deepEqual(new Map(own.sources), new Map(whole.sources))
          }
          await now.reconciler.apply(({ name }) => told.get(name)!)
          for (const [index, plane] of now.planes.entries()) {
            if (now.reconciler.status()[index]!.state !== 'holds') continue
            const whole = wholly(plane)
            kernel.mishaps.length = 0
            assert.deepEqual(await plane.heldTargets(), new Set(whole.byKey.keys()))
            if (plane.kind !== 'nftables') continue
            for (const source of LINES)
              for (const target of ENDPOINTS) {
                const isWanted =
                  whole.sources.has(`${source}/32`) && whole.byKey.has(targetKey(target))
                assert.equal(kernel.cuts(source, target), isWanted)
                if (isWanted) heldCount++
              }
          }
        }
      },
    ),
    { numRuns: 50 },
  )
  assert.ok(heldCount > 100, `${heldCount} pairs were cut at all`)
})
