/** The life of a case in the users' words, with real flows, a real database and a clock that is moved. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pino } from 'pino'
import { CaseMaintenance } from '../src/app/service/case-maintenance.ts'
import { collateralEstimator } from '../src/app/service/collateral.ts'
import { contactLook } from '../src/app/service/look-at-contact.ts'
import { CASE_MIGRATIONS, CaseError, createLists, createRegistry } from '../src/cases/index.ts'
import { caseIdOf } from '../src/cases/registry/case-id.ts'
import { ManualClock } from '../src/core/clock.ts'
import { DAY_MS, HOUR_MS } from '../src/core/time-span.ts'
import { type Database, openDatabase } from '../src/db/database.ts'
import { openChdb } from '../src/flows/store/chdb.ts'
import type { FlowEngine } from '../src/flows/store/flow-engine.ts'
import { createSchema } from '../src/flows/store/schema.ts'

const START_MS = Date.UTC(2026, 10, 21, 9)
const BOT_NET = '100.64.0.'
const hanako = { actor: 'hanako', note: 'its clients scan after each contact' }
const taro = { actor: 'taro', note: 'I looked as well and see the same' }
const refused = (promise: Promise<unknown>, code: string) =>
  assert.rejects(promise, (error) => error instanceof CaseError && error.code === code)

describe('the life of a case', () => {
  const directory = mkdtempSync(join(tmpdir(), 'noroshi-case-life-'))
  const clock = new ManualClock(START_MS)
  const looks: string[] = []
  let engine: FlowEngine
  let database: Database
  let world: ReturnType<typeof createWorld>

  before(async () => {
    engine = await openChdb()
    await createSchema(engine)
    database = await openDatabase({ directory: join(directory, 'database') }, CASE_MIGRATIONS)
    world = createWorld()
  })
  after(async () => {
    await engine.close()
    await database.destroy()
    rmSync(directory, { recursive: true, force: true })
  })

  function createWorld() {
    const lists = createLists(database, clock)
    const sources = {
      store: {
        query: <Row>(access: { actor: string; reason: string }, sql: string, values = {}) => {
          looks.push(`${access.actor}: ${access.reason}`)
          return engine.rows<Row>(sql, values)
        },
      },
      extent: {
        current: async () => ({
          flowCount: 1,
          span: { startMs: START_MS - 3 * DAY_MS, endMs: clock.nowMs() + 1 },
        }),
      },
      lists,
      subscriberPrefixes: ['100.64.0.0/10'],
      clock,
    }
    const registry = createRegistry(database, clock, {
      isSubscriber: (address) => address.startsWith('100.64.'),
      rolesOf: async (actor) => new Set(actor === 'taro' ? ['analyst', 'approver'] : ['analyst']),
      estimate: collateralEstimator({ ...sources, consenting: () => null }),
    })
    const maintenance = new CaseMaintenance({
      registry,
      look: contactLook(sources),
      clock,
      logger: pino({ level: 'silent' }),
    })
    return { registry, lists, maintenance }
  }

  /** @param flags of the client: 0x1a got an answer and used it, 0x02 only asked */
  const contact = (client: number, address: string, port: number, atMs: number, flags: number) =>
    engine.run(
      `INSERT INTO flows (received_at, start_at, src_address, dst_address, src_port, dst_port, protocol, tcp_flags, packets)
       SELECT now(), fromUnixTimestamp64Milli({at:Int64}), toIPv6({source:String}), toIPv6({target:String}),
              40000, {port:UInt16}, 6, {flags:UInt8}, 4`,
      { at: atMs, source: `${BOT_NET}${client}`, target: address, port, flags },
    )
  const endpointOf = (address: string) => ({ address, protocol: 'tcp', port: 6667 })
  const detect = (address: string) =>
    world.registry.propose(
      [
        {
          ...endpointOf(address),
          probability: 0.94,
          band: 'share-candidate',
          clients: 5,
          reasons: [{ en: 'they scan', ja: '走査', group: 'clients', weight: 0.6 }],
          against: [],
        },
      ],
      { actor: 'detector' },
    )
  const met = async (address: string, flags = 0x1a) => {
    for (const client of [1, 2, 3, 4, 5])
      await contact(client, address, 6667, clock.nowMs() - 60_000, flags)
  }
  const published = async (address: string) => {
    await met(address)
    await detect(address)
    const id = caseIdOf(endpointOf(address))
    await world.registry.confirm(id, { ...hanako, kind: 'controller' })
    await world.registry.publish(id, hanako)
    await world.registry.approve(id, taro)
    return id
  }
  const told = async (id: string) => world.registry.warningOf(await world.registry.get(id))

  it('a candidate becomes a warning in the hands of two people, is seen again, disputed and released', async () => {
    const address = '203.0.113.7'
    await met(address)
    await detect(address)
    const id = caseIdOf(endpointOf(address))
    await refused(world.registry.publish(id, hanako), 'CASE_TRANSITION_ILLEGAL')
    await world.registry.review(id, hanako)
    await world.registry.confirm(id, { ...hanako, kind: 'controller' })
    const { estimate, objections } = await world.registry.collateral(id, 'hanako')
    assert.ok(estimate && estimate.answeredPerDay > 0 && estimate.otherServices === 0)
    assert.deepEqual(objections, [])
    assert.ok(looks.some((look) => look.startsWith('hanako: who would be hurt')))
    await world.registry.publish(id, hanako)
    await refused(world.registry.approve(id, hanako), 'APPROVER_ROLE_MISSING')
    await refused(world.registry.approve(id, { ...taro, actor: 'jiro' }), 'APPROVER_ROLE_MISSING')
    await world.registry.approve(id, taro)
    const first = await told(id)
    assert.equal(first?.status, 'active')

    clock.advance(DAY_MS)
    await met(address)
    await detect(address)
    await world.maintenance.round()
    const renewed = await told(id)
    assert.ok(renewed!.validUntil > first!.validUntil && renewed!.version > first!.version)

    await world.registry.dispute(id, { actor: 'hanako', note: 'its owner writes: a game server' })
    assert.equal((await told(id))?.status, 'disputed')
    await world.registry.release(id, { actor: 'taro', note: 'the owner showed the logs' })
    const last = await told(id)
    assert.equal(last?.status, 'released')
    await detect(address)
    assert.equal(
      (await world.registry.get(id)).status,
      'released',
      'the detector does not overrule',
    )
  })

  it('a warning that nobody sees any more expires, and comes back by new evidence before a person', async () => {
    const address = '203.0.113.8'
    const id = await published(address)
    clock.advance(73 * HOUR_MS)
    await world.maintenance.round()
    assert.deepEqual(
      [(await world.registry.get(id)).status, (await told(id))?.status],
      ['expired', 'expired'],
    )
    await refused(world.registry.reopen(id, hanako), 'EXPIRED_NEEDS_EVIDENCE')
    await detect(address)
    assert.equal((await world.registry.get(id)).status, 'proposed')
    assert.equal((await told(id))?.status, 'expired', 'nobody published it again')
  })

  it('a wrong warning is retracted, stays in history, and stays retracted', async () => {
    const address = '2001:db8::9'
    const id = await published(address)
    await world.registry.retract(id, { actor: 'hanako', note: 'an update server' })
    assert.equal((await told(id))?.status, 'retracted')
    await world.registry.reopen(id, taro)
    const { history } = await world.registry.get(id)
    assert.equal((await told(id))?.status, 'retracted')
    assert.ok(history.some(({ kind, note }) => kind === 'retracted' && note === 'an update server'))
  })

  it('bots that knock at a dead controller keep its warning for a week, and no longer', async () => {
    const address = '203.0.113.10'
    const id = await published(address)
    const publishedMs = clock.nowMs()
    while ((await world.registry.get(id)).status === 'published') {
      clock.advance(12 * HOUR_MS)
      await met(address, 0x02)
      await world.maintenance.round()
      assert.ok(clock.nowMs() < publishedMs + 30 * DAY_MS)
    }
    const { validUntil } = (await told(id))!
    assert.equal(Date.parse(validUntil), publishedMs + 7 * DAY_MS)
  })

  it('a shared address is not published without a reason, and no reason suffices for knocking alone', async () => {
    const shared = '203.0.113.11'
    await met(shared)
    for (const port of [80, 443, 993, 8443])
      for (const client of [11, 12, 13, 14, 15, 16, 17])
        await contact(client, shared, port, clock.nowMs() - 60_000, 0x1a)
    await detect(shared)
    const id = caseIdOf(endpointOf(shared))
    await world.registry.confirm(id, hanako)
    await refused(world.registry.publish(id, hanako), 'COLLATERAL_TOO_GREAT')
    await world.registry.publish(id, { ...hanako, override: 'its hoster asked for it' })
    assert.equal((await world.registry.approve(id, taro)).status, 'published')

    const framed = '203.0.113.12'
    await met(framed, 0x02)
    await detect(framed)
    const framedId = caseIdOf(endpointOf(framed))
    await world.registry.confirm(framedId, hanako)
    await refused(
      world.registry.publish(framedId, { ...hanako, override: 'I am sure' }),
      'EVIDENCE_TOO_WEAK',
    )
  })

  it('after all of it no subscriber is named in the registry, and the events explain every case', async () => {
    const { cases } = await world.registry.find({ sort: 'changed', limit: 500 })
    const all = await Promise.all(cases.map(({ id }) => world.registry.get(id)))
    assert.ok(all.length >= 6)
    assert.doesNotMatch(JSON.stringify(all), /100\.64\./)
    assert.equal(await world.registry.rebuildSnapshots(), 0)
  })
})
