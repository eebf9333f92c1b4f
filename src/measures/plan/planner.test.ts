import assert from 'node:assert/strict'
import { after, before, beforeEach, it } from 'node:test'
import { sql } from 'kysely'
import { inEveryHome } from '../../../tools/testing/database-homes.ts'
import { ManualClock } from '../../core/clock.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { BEGUN_MS, warningOn } from '../../gate/warning/warning.fixture.ts'
import type { Warning } from '../../gate/warning/warning.ts'
import { emptyTables } from '../consent/database.fixture.ts'
import { ConsentLedger } from '../consent/ledger.ts'
import { publishTemplates } from '../consent/terms.fixture.ts'
import { MEASURE_MIGRATIONS } from '../migrations/index.ts'
import type { PlannedDevice } from './make-plan.ts'
import { Planner, type PlannerPorts, type PlanPolicy } from './planner.ts'

const FIREWALL: PlannedDevice = {
  name: 'fw',
  kind: 'nftables',
  capacity: { targets: null, sources: null },
}
const RESOLVER: PlannedDevice = {
  name: 'dns',
  kind: 'rpz',
  capacity: { targets: null, sources: null },
}
const ROUTER: PlannedDevice = {
  name: 'edge',
  kind: 'flowspec',
  capacity: { targets: 2, sources: 3 },
}
const person = (actor: string, note = 'looked at it') => ({ actor, isProven: true, note })

inEveryHome('the plan', (home) => {
  let clock: ManualClock
  let database: Database
  let ledger: ConsentLedger
  let warnings: Warning[]
  let devices: PlannedDevice[]

  before(async () => {
    database = await openDatabase(await home.create(), MEASURE_MIGRATIONS)
  })
  after(async () => {
    await database.destroy()
    await home.remove()
  })
  beforeEach(async () => {
    await emptyTables(database)
    clock = new ManualClock(BEGUN_MS + HOUR_MS)
    ledger = await ConsentLedger.open(database, clock)
    await publishTemplates(ledger, 'block-address', 'block-name')
    await agree('line-1', '198.51.100.1')
    warnings = [warningOn('203.0.113.1')]
    devices = [FIREWALL]
  })

  const agree = async (subscriber: string, address: string): Promise<void> => {
    const by = { subscriber, channel: 'page', actor: 'subscriber' } as const
    await ledger.give({ ...by, scope: 'block-address', language: 'ja' })
    await ledger.assign([{ ...by, prefixes: [address] }])
  }
  const open = (policy: Partial<PlanPolicy> = {}, ports: Partial<PlannerPorts> = {}) =>
    Planner.open(
      database,
      clock,
      ledger,
      {
        warnings: async () => warnings,
        devices: () => devices,
        rolesOf: async (actor) => new Set(actor === 'viewer' ? ['viewer'] : ['approver']),
        ...ports,
      },
      { additionsMax: 5, needsTwo: false, bandMin: 'suspected', ...policy },
    )
  const held = (planner: Planner, plane = 'fw'): string[] =>
    planner
      .blockings()
      .get(plane)!
      .flatMap(({ targets }) =>
        targets.map((one) => (one.type === 'name' ? one.name : one.address)),
      )
      .sort()

  it('blocks what is warned of for whom agreed, and nobody else', async () => {
    const planner = await open()
    assert.deepEqual(held(planner), [], 'nothing before it was planned')
    await planner.preview()
    assert.deepEqual(held(planner), [], 'looking changes nothing')
    await planner.refresh()
    const [blocking] = planner.blockings().get('fw')!
    assert.deepEqual([...blocking!.sources.keys()], ['198.51.100.1/32'])
    assert.deepEqual(held(planner), ['203.0.113.1'])
    await ledger.withdraw({
      subscriber: 'line-1',
      scope: 'block-address',
      channel: 'page',
      actor: 'subscriber',
    })
    assert.equal(planner.blockings().get('fw')![0]!.sources.size, 0, 'without another plan')
  })

  it('says of everything that it leaves out why', async () => {
    const good = warningOn('203.0.113.30')
    warnings = [
      warningOn('203.0.113.2', { status: 'retracted' }),
      warningOn('203.0.113.3', { status: 'disputed' }),
      warningOn('203.0.113.4', { validUntil: '2026-11-21T00:00:00Z' }),
      warningOn('203.0.113.5', { uses: ['notify-subscribers'] }),
      warningOn('203.0.113.6', { kind: 'sinkhole' }),
      warningOn('203.0.113.7', { band: 'watch' }),
      warningOn('203.0.113.8'),
      warningOn('203.0.113.9', { port: 53 }),
      good,
      // Another origin still says so; who took it back counts.
      warningOn('203.0.113.2'),
    ]
    const planner = await open(
      {},
      {
        knownGood: async (targets) =>
          new Map(
            targets.flatMap((one) =>
              one.type === 'endpoint' && one.address === good.address
                ? [[`${good.address}:4444/tcp`, 'an update server']]
                : [],
            ),
          ),
      },
    )
    const entry = { reason: 'a customer’s own server', actor: 'hanako', untilMs: null }
    await planner.entries.addOverride({ ...entry, target: '203.0.113.8' })
    await planner.entries.addOverride({ ...entry, target: '203.0.113.9:53/tcp' })
    const { plan } = await planner.refresh()
    assert.deepEqual(
      plan.leftOut.map(({ key, reason }) => `${key.split(':')[0]} ${reason}`).sort(),
      [
        '203.0.113.2 taken-back',
        '203.0.113.3 disputed',
        '203.0.113.30 known-good',
        '203.0.113.4 not-in-force',
        '203.0.113.5 use-not-allowed',
        '203.0.113.6 sinkhole',
        '203.0.113.7 band-too-low',
        '203.0.113.8 override',
        '203.0.113.9 override',
      ],
    )
    assert.deepEqual(held(planner), [])
  })

  it('names go to resolvers only, and a tree spares what is never blocked', async () => {
    devices = [FIREWALL, RESOLVER]
    const planner = await open()
    const untilMs = clock.nowMs() + DAY_MS
    const entry = { reason: 'report 2026-114', actor: 'hanako', untilMs, isTree: true }
    await planner.entries.addName({ ...entry, name: 'C2.Example.' })
    await planner.entries.addName({ ...entry, name: 'shared.example' })
    await planner.entries.addOverride({ ...entry, target: 'shop.shared.example' })
    const { plan } = await planner.refresh()
    assert.deepEqual(held(planner, 'dns'), ['203.0.113.1', 'c2.example'])
    assert.deepEqual(held(planner), ['203.0.113.1'])
    assert.deepEqual(plan.devices[0]!.leftOut, [
      { key: '*.c2.example', plane: 'fw', reason: 'not-for-device' },
    ])
    assert.deepEqual(plan.leftOut, [{ key: '*.shared.example', plane: null, reason: 'override' }])
    clock.advance(DAY_MS)
    assert.deepEqual(held(planner, 'dns'), ['203.0.113.1'], 'its end needs no plan')
    for (const name of ['co.jp', 'jp', 'localhost', '192.0.2.1', 'a..b', ''])
      await assert.rejects(planner.entries.addName({ ...entry, untilMs: untilMs + DAY_MS, name }), {
        code: 'MEASURE_NAME_INVALID',
      })
  })

  it('a device that takes few gets the worthiest, and keeps them while counts change', async () => {
    devices = [ROUTER]
    const counts = new Map([['203.0.113.12:4444/tcp', 9]])
    warnings = [
      warningOn('203.0.113.11', { band: 'suspected' }),
      warningOn('203.0.113.12'),
      warningOn('203.0.113.13'),
      warningOn('203.0.113.14', { kind: 'scanner' }),
    ]
    const planner = await open({}, { subscribers: async () => counts })
    const { plan } = await planner.refresh()
    assert.deepEqual(held(planner, 'edge'), ['203.0.113.12', '203.0.113.13'])
    assert.deepEqual(
      plan.devices[0]!.leftOut.map(({ reason }) => reason),
      ['capacity', 'capacity'],
    )
    warnings.push(warningOn('203.0.113.15'))
    counts.set('203.0.113.15:4444/tcp', 50)
    await planner.refresh()
    assert.deepEqual(held(planner, 'edge'), ['203.0.113.12', '203.0.113.13'])
    for (const index of [2, 3, 4, 5]) await agree(`line-${index}`, `198.51.100.${index}`)
    const blocking = planner.blockings().get('edge')![0]!
    assert.deepEqual([...blocking.sources.keys()].sort(), [
      '198.51.100.1/32',
      '198.51.100.2/32',
      '198.51.100.3/32',
    ])
    assert.equal((await planner.preview()).plan.devices[0]!.sourcesLeftOut, 2)
  })

  it('much at once waits for a person, in small steps as well; what is removed never waits', async () => {
    const planner = await open({ additionsMax: 3 })
    await planner.refresh()
    warnings.push(warningOn('203.0.113.2'), warningOn('203.0.113.3'))
    await planner.refresh()
    assert.equal(held(planner).length, 3)
    warnings.push(warningOn('203.0.113.4'))
    const waiting = await planner.refresh()
    assert.deepEqual([waiting.waitingCount, held(planner).length], [1, 3])
    warnings[0] = { ...warnings[0]!, status: 'retracted' }
    const removed = await planner.refresh()
    assert.deepEqual(held(planner), ['203.0.113.2', '203.0.113.3'])
    assert.deepEqual(
      removed.difference.removed.map(({ reason }) => reason),
      ['taken-back'],
    )
    clock.advance(DAY_MS)
    await planner.refresh()
    assert.equal(held(planner).length, 3, 'a day later small changes are small again')
  })

  it('an approval is for what was looked at, by somebody who may, and is kept', async () => {
    const planner = await open({ additionsMax: 0 })
    const { plan } = await planner.refresh()
    assert.deepEqual(held(planner), [])
    for (const by of [person('viewer'), { ...person('hanako'), isProven: false }])
      await assert.rejects(planner.approve(plan.id, by), { code: 'MEASURE_APPROVER_REQUIRED' })
    warnings.push(warningOn('203.0.113.2'))
    await assert.rejects(planner.approve(plan.id, person('hanako')), {
      code: 'MEASURE_PLAN_CHANGED',
    })
    const { plan: now } = await planner.preview()
    await planner.approve(now.id, person('hanako'))
    assert.equal(held(planner).length, 2)
    const [change] = await planner.changes(1)
    assert.deepEqual([change!.actor, change!.addedCount, change!.plan], ['hanako', 2, now.id])
    await assert.rejects(planner.approve(now.id, person('hanako')), {
      code: 'MEASURE_PLAN_NOT_WAITING',
    })
    const again = await open({ additionsMax: 0 })
    await again.refresh()
    assert.equal(held(again).length, 2, 'what was approved is in force after a restart')
  })

  it('where two are needed the second is another person, and both saw the same', async () => {
    const planner = await open({ additionsMax: 0, needsTwo: true })
    const { plan } = await planner.preview()
    const first = await planner.approve(plan.id, person('hanako'))
    assert.deepEqual([first.waitingCount, held(planner).length], [1, 0])
    await assert.rejects(planner.approve(plan.id, person('ＨＡＮＡＫＯ')), {
      code: 'MEASURE_APPROVED_ALREADY',
    })
    warnings.push(warningOn('203.0.113.2'))
    const changed = await planner.preview()
    assert.equal(changed.approvals.length, 0, 'a first approval does not carry over')
    warnings.pop()
    clock.advance(DAY_MS + 1)
    const late = await planner.approve(plan.id, person('taro'))
    assert.equal(late.waitingCount, 1, 'the first approval is a day old')
    await planner.approve(plan.id, person('hanako'))
    assert.equal(held(planner).length, 1)
  })

  it('who agrees, and ends that move, change no plan; what history says cannot be changed', async () => {
    const planner = await open()
    const { plan } = await planner.refresh()
    await agree('line-2', '198.51.100.2')
    warnings[0] = { ...warnings[0]!, validUntil: '2026-12-01T00:00:00Z', version: 2 }
    const renewed = await planner.refresh()
    assert.equal(renewed.plan.id, plan.id)
    const [target] = planner.blockings().get('fw')![0]!.targets
    assert.equal(target!.untilMs, Date.UTC(2026, 11, 1), 'the new end counts')
    await assert.rejects(
      sql`update measure_changes set actor = 'x'`.execute(database),
      /append-only/,
    )
  })

  it('an entry has a reason and an end, and names no subscriber', async () => {
    const planner = await open({}, { namesSubscriber: (text) => text.includes('198.51.100.') })
    const untilMs = clock.nowMs() + DAY_MS
    const entry = {
      name: 'c2.example',
      isTree: false,
      untilMs,
      actor: 'hanako',
      reason: 'a report',
    }
    for (const [change, code] of [
      [{ reason: ' ' }, 'MEASURE_REASON_REQUIRED'],
      [{ reason: 'seen from 198.51.100.1' }, 'MEASURE_REASON_NAMES_SUBSCRIBER'],
      [{ untilMs: clock.nowMs() }, 'MEASURE_END_INVALID'],
      [{ untilMs: untilMs + 100 * DAY_MS }, 'MEASURE_END_INVALID'],
    ] as const)
      await assert.rejects(planner.entries.addName({ ...entry, ...change }), { code })
    await assert.rejects(
      planner.entries.addOverride({
        target: 'not a target',
        reason: 'x',
        actor: 'x',
        untilMs: null,
      }),
      { code: 'MEASURE_OVERRIDE_INVALID' },
    )
    const { id } = await planner.entries.addName(entry)
    await planner.entries.addName({ ...entry, isTree: true })
    assert.deepEqual(
      (await planner.entries.names()).map(({ isTree }) => isTree),
      [true],
    )
    await assert.rejects(planner.entries.remove(id, 'hanako'), { code: 'MEASURE_ENTRY_NOT_FOUND' })
  })
})
