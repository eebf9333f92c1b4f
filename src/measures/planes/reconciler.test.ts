import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ManualClock } from '../../core/clock.ts'
import { blockingOf, endpointTarget, NOW_MS } from './blocking.fixture.ts'
import { DryRunPlane } from './dry-run-plane.ts'
import { PlaneError } from './errors.ts'
import type { Plane } from './plane.ts'
import { Reconciler } from './reconciler.ts'

const UNBOUNDED = { targets: null, sources: null }
const C2 = endpointTarget('203.0.113.7')
const ONE = '198.51.100.7/32'
const planeOf = (name: string, kind: Plane['kind'] = 'nftables'): DryRunPlane =>
  new DryRunPlane({ name, kind, capacity: UNBOUNDED, isPortless: false, leaseMs: 30_000 })

/** A plane that fails or never answers when told. */
class Moody extends DryRunPlane {
  mood: 'well' | 'fails' | 'hangs' = 'well'
  renewals = 0

  override async apply(...args: Parameters<DryRunPlane['apply']>) {
    if (this.mood === 'hangs') await new Promise(() => {})
    if (this.mood === 'fails') throw new PlaneError('PLANE_UNREACHABLE', 'gone')
    return super.apply(...args)
  }

  override async renew() {
    this.renewals++
  }
}
const moody = (name: string): Moody =>
  new Moody({ name, kind: 'nftables', capacity: UNBOUNDED, isPortless: false, leaseMs: 30_000 })

it('a plane that hangs delays no other, and whoever waits is told', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const clock = new ManualClock(NOW_MS)
  const hanging = moody('hanging')
  hanging.mood = 'hangs'
  const well = planeOf('well')
  const reconciler = new Reconciler([hanging, well], clock)
  const applied = reconciler.apply(() => [blockingOf([C2], [ONE])])
  for (let i = 0; i < 10; i++) await Promise.resolve()
  assert.deepEqual([...(await well.heldTargets())], ['203.0.113.7:4444/tcp'])
  assert.deepEqual(
    reconciler.status().map(({ state }) => state),
    ['behind', 'holds'],
  )
  t.mock.timers.tick(10_000)
  assert.deepEqual(
    (await applied).map(({ isDone, code }) => [isDone, code]),
    [
      [false, 'PLANE_UNREACHABLE'],
      [true, null],
    ],
  )
})

it('a withdrawal does not wait for a device that is being read back', async () => {
  const clock = new ManualClock(NOW_MS)
  const { promise, resolve } = Promise.withResolvers<void>()
  const slow = Object.assign(moody('slow'), { look: () => promise })
  const reconciler = new Reconciler([slow], clock)
  await reconciler.apply(() => [blockingOf([C2], [ONE])])
  const mending = reconciler.mend()
  const [outcome] = await reconciler.apply(() => [])
  assert.equal(outcome!.isDone, true)
  assert.equal((await slow.heldTargets()).size, 0)
  assert.equal(reconciler.status()[0]!.readAtMs, null)
  resolve()
  await mending
  assert.equal(reconciler.status()[0]!.readAtMs, NOW_MS)
})

it('tries again with growing pauses, renews nothing meanwhile, and a new order does not wait for the pause', async () => {
  const clock = new ManualClock(NOW_MS)
  const plane = moody('edge')
  const beats: string[] = []
  const reconciler = new Reconciler([plane], clock, (name) => beats.push(name))
  await reconciler.apply(() => [blockingOf([C2], [ONE])])
  assert.deepEqual(beats, ['edge'])
  plane.mood = 'fails'
  await reconciler.apply(() => [blockingOf([C2], [])])
  for (let i = 0; i < 240; i++) {
    clock.advance(500)
    await reconciler.tick()
  }
  const { failed } = reconciler.status()[0]!.counts
  assert.ok(failed > 5 && failed < 20, `${failed} attempts in two minutes`)
  assert.deepEqual(beats, ['edge'])
  plane.mood = 'well'
  const [outcome] = await reconciler.apply(() => [])
  assert.equal(outcome?.isDone, true)
  assert.equal(reconciler.status()[0]!.state, 'holds')
  assert.equal(beats.length, 2)
})

it('renews three times within a lease, and tells who ends rules when it is not', async () => {
  const clock = new ManualClock(NOW_MS)
  const plane = moody('edge')
  const beats: string[] = []
  const reconciler = new Reconciler([plane], clock, (name) => beats.push(name))
  await reconciler.apply(() => [blockingOf([C2], [ONE])])
  for (let ms = 0; ms < 30_000; ms += 250) {
    clock.advance(250)
    await reconciler.tick()
  }
  assert.equal(plane.renewals, 1 + 3)
  assert.equal(beats.length, plane.renewals)
})

it('lifted it holds nothing and takes nothing until it is resumed; then what was wanted last', async () => {
  const reconciler = new Reconciler([planeOf('edge')], new ManualClock(NOW_MS))
  const [plane] = reconciler.planes
  await reconciler.apply(() => [blockingOf([C2], [ONE])])
  await reconciler.liftAll()
  assert.equal((await plane!.heldTargets()).size, 0)
  await reconciler.apply(() => [blockingOf([C2], [ONE])])
  assert.equal((await plane!.heldTargets()).size, 0)
  assert.equal(reconciler.status()[0]!.state, 'lifted')
  await reconciler.resume()
  assert.equal((await plane!.heldTargets()).size, 1)
})

it('what a plane says of itself are counts and codes', () => {
  const reconciler = new Reconciler([planeOf('edge')], new ManualClock(NOW_MS))
  assert.doesNotMatch(JSON.stringify(reconciler.status()), /\d+\.\d+\.\d+/)
})
