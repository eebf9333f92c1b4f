import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { ManualClock } from '../../../core/clock.ts'
import { Blocking } from '../../block/blocking.ts'
import type { Grant } from '../../consent/grant.ts'
import { blockingOf, endpointTarget, grantFor, NOW_MS } from '../blocking.fixture.ts'
import { Reconciler } from '../reconciler.ts'
import { FakeKernel } from './kernel.fixture.ts'
import { NftablesPlane } from './nftables-plane.ts'

const LEASE_MS = 30_000
const TARGETS = [
  endpointTarget('203.0.113.7'),
  endpointTarget('203.0.113.8', 53, NOW_MS + 90_000, 'udp'),
  endpointTarget('2001:db8::7', 443),
]

function world(capacity = { targets: null as number | null, sources: null as number | null }) {
  const clock = new ManualClock(NOW_MS)
  const kernel = new FakeKernel(clock)
  const plane = new NftablesPlane(
    {
      name: 'edge',
      leaseMs: LEASE_MS,
      capacity,
      hook: 'forward',
      priority: -150,
      answer: 'reject',
    },
    kernel.run,
    clock,
  )
  return { clock, kernel, plane }
}

it('cuts granted sources of any length from targets, and nobody else', async () => {
  const { kernel, plane } = world()
  await plane.apply([
    blockingOf(TARGETS, ['198.51.100.7/32', '192.0.2.0/29', '2001:db8:1:100::/56']),
  ])
  assert.ok(kernel.cuts('198.51.100.7', TARGETS[0]!))
  assert.ok(kernel.cuts('192.0.2.6', TARGETS[1]!))
  assert.ok(kernel.cuts('2001:db8:1:1ff::1', TARGETS[2]!))
  assert.ok(!kernel.cuts('192.0.2.8', TARGETS[1]!))
  assert.ok(!kernel.cuts('198.51.100.8', TARGETS[0]!))
  assert.ok(!kernel.cuts('2001:db8:1:200::1', TARGETS[2]!))
  assert.ok(!kernel.cuts('198.51.100.7', { ...TARGETS[0]!, port: 4445 }))
  assert.deepEqual(
    await plane.heldTargets(),
    new Set(['203.0.113.7:4444/tcp', '203.0.113.8:53/udp', '[2001:db8::7]:443/tcp']),
  )
})

it('tells the device what changed and nothing else', async () => {
  const { kernel, plane } = world()
  const sources = Array.from({ length: 500 }, (_, i) => `198.51.${i >> 8}.${i & 255}/32`)
  await plane.apply([blockingOf(TARGETS, sources)])
  const before = { commands: kernel.commandCount, elements: kernel.elementCount }
  assert.deepEqual(await plane.apply([blockingOf(TARGETS, sources.slice(1))]), {
    added: 0,
    removed: 1,
    mended: 0,
  })
  assert.ok(!kernel.cuts('198.51.0.0', TARGETS[0]!))
  assert.ok(kernel.cuts('198.51.0.1', TARGETS[0]!))
  assert.equal(kernel.commandCount - before.commands, 1)
  assert.ok(kernel.elementCount - before.elements <= 2)
  await plane.apply([blockingOf(TARGETS, sources.slice(1))])
  assert.equal(kernel.commandCount - before.commands, 1, 'no change, no command')
})

it('all rules end with the lease unless a few members are renewed, and single ones with their own end', async () => {
  const { clock, kernel, plane } = world()
  await plane.apply([blockingOf(TARGETS, ['198.51.100.7/32'])])
  const before = kernel.elementCount
  for (let i = 0; i < 5; i++) {
    clock.advance(LEASE_MS - 1)
    await plane.renew()
  }
  assert.equal(kernel.elementCount - before, 15)
  assert.ok(kernel.cuts('198.51.100.7', TARGETS[0]!))
  assert.ok(!kernel.cuts('198.51.100.7', TARGETS[1]!), 'its warning ended after 90 seconds')
  clock.advance(LEASE_MS)
  assert.ok(!kernel.cuts('198.51.100.7', TARGETS[0]!))
})

it('a prolonged warning keeps its rule, a withdrawn one loses it also after it ended by itself', async () => {
  const { clock, kernel, plane } = world()
  const short = endpointTarget('203.0.113.9', 1, NOW_MS + 1_000)
  await plane.apply([blockingOf([short], ['198.51.100.7/32'])])
  await plane.apply([blockingOf([{ ...short, untilMs: NOW_MS + 20_000 }], ['198.51.100.7/32'])])
  clock.advance(10_000)
  assert.ok(kernel.cuts('198.51.100.7', short))
  clock.advance(10_000)
  await plane.renew()
  await plane.apply([blockingOf([], ['198.51.100.7/32'], NOW_MS + 20_000)])
  assert.deepEqual(await plane.heldTargets(), new Set())
})

it('what somebody else changed is put right, also when the whole table is gone', async () => {
  const { kernel, plane } = world()
  await plane.apply([blockingOf(TARGETS, ['198.51.100.7/32'])])
  assert.equal((await plane.mend()).mended, 0)
  kernel.tamper((sets) => {
    sets.get('c2_4')!.delete('203.0.113.7 . tcp . 4444')
    sets.get('consent4')!.set('198.51.100.99', null)
  })
  assert.equal((await plane.mend()).mended, 2)
  assert.ok(kernel.cuts('198.51.100.7', TARGETS[0]!) && !kernel.cuts('198.51.100.99', TARGETS[0]!))
  kernel.dropTable()
  assert.equal((await plane.mend()).mended, 1)
  assert.ok(kernel.cuts('198.51.100.7', TARGETS[0]!))
  await plane.liftAll()
  assert.ok(!kernel.cuts('198.51.100.7', TARGETS[0]!))
})

it('what was read before a change is not what is mended', async () => {
  const { kernel, plane } = world()
  await plane.apply([blockingOf(TARGETS, ['198.51.100.7/32', '198.51.100.8/32'])])
  await plane.look()
  kernel.tamper((sets) => sets.get('consent4')!.set('198.51.100.99', null))
  assert.equal((await plane.mend()).mended, 0, 'it was not there when it was read')
  await plane.look()
  await plane.apply([blockingOf(TARGETS, ['198.51.100.8/32'])])
  const before = kernel.commandCount
  assert.equal((await plane.mend()).mended, 1)
  assert.equal(kernel.commandCount - before, 2, 'it is read again')
  assert.ok(!kernel.cuts('198.51.100.7', TARGETS[0]!) && !kernel.cuts('198.51.100.99', TARGETS[0]!))
})

it('holds the first of what is wanted when it has no room, and says so', async () => {
  const { kernel, plane } = world({ targets: 1, sources: 1 })
  await plane.apply([blockingOf(TARGETS, ['198.51.100.7/32', '198.51.100.8/32'])])
  assert.deepEqual(plane.concerns(), ['PLANE_FULL'])
  assert.ok(kernel.cuts('198.51.100.7', TARGETS[0]!))
  assert.ok(!kernel.cuts('198.51.100.7', TARGETS[1]!) && !kernel.cuts('198.51.100.8', TARGETS[0]!))
})

/** What can happen, in any order. Lines have one address each. */
const LINES = Array.from({ length: 6 }, (_, i) => `198.51.100.${i}`)
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('grant' as const), line: fc.nat(5) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('grant-until' as const),
      line: fc.nat(5),
      ms: fc.integer({ min: 1, max: 60_000 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('withdraw' as const), line: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('target' as const), index: fc.nat(2) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fail' as const),
      how: fc.array(fc.constantFrom('lost' as const, 'unheard' as const), { maxLength: 6 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(60_000) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'tamper' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('stubborn' as const), ms: fc.nat(120_000) }),
  },
)

it('whatever happens, nobody is cut without a valid grant, but for a lease while the device cannot be reached', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }),
      async (steps) => {
        const { clock, kernel, plane } = world()
        const reconciler = new Reconciler([plane], clock)
        const grants = new Map<string, Grant>()
        /** Since when a line may not be cut any more. */
        const freeSince = new Map<string, number>()
        const targets = new Set(TARGETS)
        const check = (): void => {
          const nowMs = clock.nowMs()
          for (const line of LINES) {
            const grant = grants.get(line)
            if (grant?.holdsAt(nowMs)) continue
            const sinceMs = grant?.untilMs ?? freeSince.get(line) ?? 0
            const isCut = TARGETS.some((target) => kernel.cuts(line, target))
            if (!isCut) continue
            assert.equal(reconciler.status()[0]!.state, 'behind')
            assert.ok(nowMs - sinceMs <= LEASE_MS, 'a lease after the withdrawal nothing is cut')
          }
        }
        for (const each of steps) {
          if (each.do === 'wait') {
            for (let ms = 0; ms < each.ms; ms += 500) {
              clock.advance(500)
              await reconciler.tick()
              check()
            }
            continue
          }
          if (each.do === 'fail') kernel.mishaps.push(...each.how)
          else if (each.do === 'stubborn') kernel.stubbornUntilMs = clock.nowMs() + each.ms
          else if (each.do === 'tamper') kernel.tamper((sets) => sets.get('c2_4')?.clear())
          else {
            if (each.do === 'target') {
              const target = TARGETS[each.index]!
              if (!targets.delete(target)) targets.add(target)
            } else {
              const line = LINES[each.line]!
              if (each.do === 'withdraw') {
                if (grants.delete(line)) freeSince.set(line, clock.nowMs())
              } else {
                const untilMs = each.do === 'grant' ? null : clock.nowMs() + each.ms
                grants.set(line, grantFor(`${line}/32`, untilMs))
              }
            }
            const blocking = Blocking.of(
              'block-address',
              [...targets],
              [...grants.values()],
              clock.nowMs(),
            )
            await reconciler.apply(() => [blocking])
          }
          check()
        }
      },
    ),
    { numRuns: 60 },
  )
})
