import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { inEveryHome } from '../../../tools/testing/database-homes.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { HubWorld, joined, LOG_POLICY, profileOf, refused } from '../hub/hub.fixture.ts'
import type { Hub } from '../hub/hub.ts'
import { HUB_MIGRATIONS } from '../hub/migrations/index.ts'
import type { HubTables } from '../hub/tables.ts'
import { verifyProof } from '../log/offline-proof.ts'
import { wholeMinute } from '../warning/whole-time.ts'
import { createOversight, type Oversight } from './oversight.ts'

inEveryHome('oversight', (home) => {
  const world = new HubWorld()
  const { clock } = world
  let database: Database
  let hub: Hub
  let oversight: Oversight

  before(async () => {
    database = await openDatabase(await home.create(), HUB_MIGRATIONS)
    hub = await world.open(database)
    oversight = createOversight(database, clock, hub)
  })
  after(async () => {
    await database.destroy()
    await home.remove()
  })
  const conditionOf = async (id: string) =>
    (await oversight.members()).find((member) => member.id === id)?.condition

  it('an empty hub is an overview too', async () => {
    const { members, ledger, log, day } = await oversight.overview()
    assert.deepEqual(
      [members.receiving, members.reached, ledger.withdrawals, log.size],
      [0, 0, 0, 0],
    )
    assert.equal(day.length, 24)
    assert.deepEqual((await oversight.warnings({ limit: 10 })).rows, [])
  })

  it('a member is invited, has yet to ask, is current, is behind, falls silent, is cut off, and ends', async () => {
    await hub.members.add('waiting', profileOf('waiting'), 'Sato')
    assert.equal(await conditionOf('waiting'), 'invited')
    const follower = await world.follower('isp-a')
    await joined(hub, 'isp-b', { roles: ['analysing'] })
    assert.equal(await conditionOf('isp-a'), 'never')
    assert.equal(await conditionOf('isp-b'), 'speaking')
    await world.take('isp-b', world.fresh())
    await follower.sync()
    assert.equal(await conditionOf('isp-a'), 'behind')
    await follower.acknowledge()
    assert.equal(await conditionOf('isp-a'), 'current')
    clock.advance(26 * MINUTE_MS)
    assert.equal(await conditionOf('isp-a'), 'silent')
    const { members } = await oversight.overview()
    assert.deepEqual(
      members.unreached.map(({ id }) => id),
      ['isp-a'],
    )
    await hub.suspend('isp-a', 'its key was stolen', 'hanako')
    assert.equal(await conditionOf('isp-a'), 'suspended')
    await hub.resume('isp-a', 'a new key', 'hanako')
    await follower.sync()
    await follower.acknowledge()
    assert.equal(await conditionOf('isp-a'), 'current')
  })

  it('finds warnings by what they say, by the beginning of an address, and page by page', async () => {
    const many = Array.from({ length: 5 }, () => world.fresh())
    await world.take('isp-b', ...many)
    const first = await oversight.warnings({ status: 'active', limit: 4 })
    assert.deepEqual([first.rows.length, first.total, first.counts.active], [4, 6, 6])
    const second = await oversight.warnings({ status: 'active', limit: 4, before: first.next! })
    assert.deepEqual([second.rows.length, second.next], [2, null])
    const [one] = many
    for (const search of [one!.address, one!.id, one!.address.slice(0, -1)]) {
      const found = await oversight.warnings({ search, limit: 9 })
      assert.ok(
        found.rows.some(({ warning }) => warning.id === one!.id),
        search,
      )
    }
    for (const search of ['%', '_', "'; drop table hub_list--", '8.8.%'])
      assert.equal((await oversight.warnings({ search, limit: 9 })).total, 0, search)
    assert.equal((await oversight.warnings({ use: 'research', limit: 9 })).total, 0)
    assert.equal((await oversight.warnings({ use: 'block-with-consent', limit: 9 })).total, 6)
  })

  it('of one warning tells what was said, how many speak, who holds it, and proves it', async () => {
    const one = world.fresh({ band: 'suspected' })
    await world.take('isp-b', one)
    await joined(hub, 'isp-c')
    await world.take('isp-c', one)
    const detail = await oversight.warning(one.id)
    assert.deepEqual(detail.voices, { members: 2, groups: 2 })
    assert.deepEqual(
      detail.holders.find(({ memberId }) => memberId === 'isp-a')?.state,
      'not-given',
    )
    assert.equal(detail.warning.band, 'share-candidate')
    assert.deepEqual(
      detail.statements.map(({ isIncluded }) => isIncluded),
      [true, true],
    )
    assert.equal(detail.statements[0]!.statedAtMs, clock.nowMs())
    assert.deepEqual([detail.judged, detail.receipts], [{ right: 0, wrong: 0 }, []])
    const day = new Date(clock.nowMs()).toISOString().slice(0, 10)
    for (const [member, isRight] of [
      ['isp-a', true],
      ['judge', false],
    ] as const) {
      if (member === 'judge') await joined(hub, member)
      await hub.judgements.report(await hub.members.get(member), [
        { warningId: one.id, day, isRight },
      ])
    }
    assert.deepEqual((await oversight.warning(one.id)).judged, { right: 1, wrong: 1 })
    const { text, index } = await oversight.proof(one.id)
    assert.deepEqual(verifyProof(text, LOG_POLICY), { index, statement: detail.warning })
    assert.equal((await oversight.proof(one.id, detail.statements[1]!.index)).index, index - 1)
    await refused(oversight.warning('0000000000zz'), 'HUB_NOT_FOUND')
    await refused(oversight.proof(one.id, 9_999), 'HUB_NOT_FOUND')
  })

  it('who looks at the sources stands in the record, and what was looked at does not', async () => {
    const one = world.fresh()
    await world.take('isp-b', one)
    const [source] = await oversight.sources(one.id, 'hanako')
    assert.deepEqual([source!.memberId, source!.isSpeaking], ['isp-b', true])
    const { events } = await oversight.events({ kind: 'sources-shown', limit: 5 })
    assert.deepEqual([events[0]!.actor, events[0]!.details], ['hanako', { members: 1 }])
    assert.ok(!JSON.stringify(events).includes(one.id))
    const { voices } = await oversight.warning(one.id)
    assert.deepEqual(voices, { members: 1, groups: 1 })
    await hub.suspend('isp-c', 'a test', 'hanako')
    await hub.resume('isp-c', 'a test', 'hanako')
  })

  it('the ledger says who still acts on what was withdrawn, and when somebody chased it', async () => {
    const follower = await world.follower('isp-d')
    const [one, other] = [world.fresh(), world.fresh()]
    await world.take('isp-b', one, other)
    await follower.sync()
    await follower.acknowledge()
    await world.take('isp-b', { ...one, version: 2, status: 'retracted' })
    clock.advance(MINUTE_MS)
    let nudged = 0
    const stop = hub.list.onChange(() => nudged++)
    const before = await oversight.ledger()
    const pursued = before.members.find(({ memberId }) => memberId === 'isp-d')
    assert.deepEqual([pursued?.withdrawalCount, pursued?.chasedAtMs], [1, null])
    assert.deepEqual(before.withdrawals[0]!.warning.id, one.id)
    await oversight.chase('isp-d', 'hanako')
    stop()
    assert.equal(nudged, 1)
    const chased = (await oversight.ledger()).members.find(({ memberId }) => memberId === 'isp-d')
    assert.equal(chased?.chasedAtMs, clock.nowMs())
    const { events } = await oversight.events({ memberId: 'isp-d', limit: 1 })
    assert.deepEqual([events[0]!.kind, events[0]!.details], ['member-chased', { withdrawals: 1 }])
    await follower.sync()
    await follower.acknowledge()
    assert.ok(!(await oversight.ledger()).members.some(({ memberId }) => memberId === 'isp-d'))
    await refused(oversight.chase('nobody', 'hanako'), 'MEMBER_NOT_FOUND')
    const { warning } = before.withdrawals[0]!
    const [taken] = await hub.receipts.take(await hub.members.get('isp-d'), [
      {
        warningId: warning.id,
        version: warning.version,
        liftedAt: wholeMinute(clock.nowMs()),
        probe: 'not-reachable',
        planes: 1,
      },
    ])
    assert.equal(taken?.refusal, null)
    const [receipt] = await oversight.receipts()
    assert.deepEqual(
      [receipt?.name, receipt?.warning?.id, receipt?.probe],
      ['isp-d', one.id, 'not-reachable'],
    )
  })

  it('counts what came in and what went out by the hour', async () => {
    clock.advance(2 * HOUR_MS)
    const one = world.fresh()
    assert.deepEqual(await world.take('isp-b', one, { nonsense: true }, world.fresh()), [
      null,
      'WARNING_FIELD_UNKNOWN',
      null,
    ])
    await world.take('isp-b', { ...one, version: 2, status: 'released' })
    const hours = await oversight.flow(3)
    const { startMs, ...now } = hours.at(-1)!
    assert.equal(startMs, clock.nowMs() - (clock.nowMs() % HOUR_MS))
    assert.deepEqual(now, { taken: 3, refused: 1, stated: 3, withdrawn: 1 })
    assert.deepEqual(hours[1]!.taken, 0)
    const said = (await oversight.members()).find(({ id }) => id === 'isp-b')!.said
    assert.equal(said.refused, 1)
  })

  it('whoever warns of a canary of another, or collects whole lists, is an alarm of both', async () => {
    const [planted] = [world.fresh()]
    await database
      .$extendTables<HubTables>()
      .insertInto('hub_list')
      .values({
        warning_id: planted.id,
        valid_from: planted.validFrom,
        warning: JSON.stringify(planted),
        sequence: 1_000_000,
        first_sequence: 1_000_000,
        added_us: 1,
        is_former: false,
        only_member: 'isp-a',
        ends_at: new Date(planted.validUntil),
        withdrawn_at: null,
      })
      .execute()
    await world.take('isp-b', planted)
    const alarms = await oversight.alarms(clock.nowMs() - DAY_MS)
    assert.deepEqual(
      alarms.map(({ kind, memberId, ownerId }) => [kind, memberId, ownerId]),
      [['canary', 'isp-b', 'isp-a']],
    )
    await refused(oversight.warning(planted.id), 'HUB_NOT_FOUND')
    const health = await oversight.members()
    assert.deepEqual(
      health.filter(({ alarmCount }) => alarmCount > 0).map(({ id }) => id),
      ['isp-a', 'isp-b'],
    )
  })

  it('the log is as whole as its checkpoint, and shows who else has seen it', async () => {
    const state = await oversight.log()
    assert.equal(state.waiting, 0)
    assert.deepEqual([state.witnesses, state.stamp], [[], null])
    const { events } = await oversight.events({ limit: 200 })
    assert.ok(
      events.every(({ sequence }, index) => sequence < (events[index - 1]?.sequence ?? 1e9)),
    )
    const page = await oversight.events({ limit: 3 })
    assert.equal(page.next, page.events.at(-1)!.sequence)
  })
})
