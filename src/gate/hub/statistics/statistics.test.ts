import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { inEveryHome } from '../../../../tools/testing/database-homes.ts'
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../../core/time-span.ts'
import { type Database, openDatabase } from '../../../db/database.ts'
import { HubWorld, refused } from '../hub.fixture.ts'
import type { Hub } from '../hub.ts'
import { HUB_MIGRATIONS } from '../migrations/index.ts'
import type { MemberStatistics } from './member-statistics.ts'
import { bucketOf, medianMs, timeOf } from './speed.ts'

inEveryHome('the statistics of members', (home) => {
  const world = new HubWorld()
  let database: Database
  let hub: Hub
  before(async () => {
    database = await openDatabase(await home.create(), HUB_MIGRATIONS)
    hub = await world.open(database)
  })
  after(async () => {
    await database.destroy()
    await home.remove()
  })

  const of = async (id: string): Promise<MemberStatistics> =>
    (await hub.memberStatistics()).find(({ memberId }) => memberId === id)!

  it('count a lease once, however often it is renewed, and another one when it begins again', async () => {
    await world.follower('renewing')
    const one = world.fresh()
    await world.take('renewing', one)
    await world.take('renewing', { ...one, version: 2, band: 'share-candidate' })
    assert.equal((await of('renewing')).accuracy.warned, 1)
    await world.take('renewing', { ...one, version: 3, status: 'retracted' })
    world.clock.advance(HOUR_MS)
    const { validFrom, validUntil } = world.fresh()
    await world.take('renewing', { ...one, validFrom, validUntil, version: 4 })
    const { accuracy } = await of('renewing')
    assert.deepEqual([accuracy.warned, accuracy.retracted], [2, 1])
  })

  it('say who was confirmed by another group, and not by its own', async () => {
    await world.follower('first', { group: 'one group' })
    await world.follower('sister', { group: 'one group' })
    await world.follower('other', { group: 'another group' })
    const [alone, shared] = [world.fresh(), world.fresh()]
    await world.take('first', alone, shared)
    await world.take('sister', alone)
    assert.equal((await of('first')).accuracy.agreed, 0)
    await world.take('other', shared)
    assert.equal((await of('first')).accuracy.agreed, 1)
    assert.equal((await of('other')).accuracy.agreed, 1)
    assert.equal((await of('sister')).accuracy.agreed, 0)
  })

  it('say whose warning an owner disputed, and who let it go', async () => {
    await world.follower('disputed')
    const [one, two] = [world.fresh(), world.fresh()]
    await world.take('disputed', one, two)
    await world.take('disputed', { ...one, version: 2, status: 'disputed' })
    await world.take('disputed', { ...one, version: 3, status: 'released' })
    const { accuracy } = await of('disputed')
    assert.deepEqual([accuracy.warned, accuracy.disputed, accuracy.released], [2, 1, 1])
  })

  it('say how long a member takes to hold what is new and to drop what was withdrawn', async () => {
    await world.follower('source')
    const quick = await world.follower('quick')
    const slow = await world.follower('slow')
    const [one, two] = [world.fresh(), world.fresh()]
    await world.take('source', one)
    for (const member of [quick, slow]) {
      await member.sync()
      await member.acknowledge()
    }
    assert.equal((await of('quick')).speed.medianAcknowledgeMs, null, 'a first list is no change')
    await world.take('source', two, { ...one, version: 2, status: 'retracted' })
    world.clock.advance(2 * SECOND_MS)
    await quick.sync()
    await quick.acknowledge()
    world.clock.advance(HOUR_MS)
    await slow.sync()
    await slow.acknowledge()
    const [fast, late] = [(await of('quick')).speed, (await of('slow')).speed]
    assert.deepEqual([fast.acknowledged, fast.dropped, late.dropped], [2, 1, 1])
    near(fast.medianDropMs, 2 * SECOND_MS)
    near(late.medianDropMs, HOUR_MS + 2 * SECOND_MS)
    near(late.medianAcknowledgeMs, HOUR_MS + 2 * SECOND_MS)
  })

  it('say which of its warnings others found right and wrong, and nobody judges its own', async () => {
    await world.follower('judged')
    await world.follower('judge')
    const [one, two] = [world.fresh(), world.fresh()]
    await world.take('judged', one, two)
    const day = new Date(world.clock.nowMs()).toISOString().slice(0, 10)
    const word = (id: string, isRight: boolean) => ({ warningId: id, day, isRight })
    const [judged, judge] = [await hub.members.get('judged'), await hub.members.get('judge')]
    await hub.judgements.report(judge, [word(one.id, true), word(two.id, true)])
    await hub.judgements.report(judge, [word(two.id, false)])
    await refused(hub.judgements.report(judged, [word(one.id, true)]), 'JUDGEMENT_INVALID')
    for (const wrong of [
      { ...word(one.id, true), clients: 7 },
      { ...word(one.id, true), day: '1999-01-01' },
    ])
      await refused(hub.judgements.report(judge, [wrong]), 'JUDGEMENT_INVALID')
    const { judgedRight, judgedWrong } = (await of('judged')).accuracy
    assert.deepEqual([judgedRight, judgedWrong], [1, 1])
  })

  it('forget what is too old to tell how a member works', async () => {
    world.clock.advance(500 * DAY_MS)
    await hub.passTime()
    const all = await hub.memberStatistics()
    assert.ok(all.length > 0)
    assert.ok(all.every(({ accuracy, speed }) => accuracy.warned === 0 && speed.dropped === 0))
  })
})

it('a median is right within a twentieth, and of nothing there is none', () => {
  for (const ms of [100, 1_000, 30_000, 3_600_000, 86_400_000]) near(timeOf(bucketOf(ms)), ms)
  assert.equal(medianMs([]), null)
  const three = [3, 1, 2].map((seconds) => ({ bucket: bucketOf(seconds * 1000), count: 1 }))
  near(medianMs(three), 2_000)
})

function near(ms: number | null, expected: number): void {
  assert.ok(ms !== null && Math.abs(ms / expected - 1) < 0.05, `${ms} for ${expected}`)
}
