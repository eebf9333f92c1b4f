import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { until } from '../../../tools/testing/until.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import { joined, ROOT_TEXT } from '../../gate/hub/hub.fixture.ts'
import type { Trusted } from '../../gate/warning/trust/follow.ts'
import { trustFirstRoot } from '../../gate/warning/trust/root.ts'
import { OutboxWorld } from './outbox.fixture.ts'
import { WayBack } from './way-back.ts'

const retract = { actor: 'hanako', note: 'we were wrong' }

describe('what a provider publishes', () => {
  let world: OutboxWorld
  before(async () => {
    world = await OutboxWorld.open()
  })
  after(() => world[Symbol.asyncDispose]())

  it('goes to the hub by itself, and so does everything that happens to it', async () => {
    world.outbox.start()
    const id = await world.published()
    await until(async () => (await world.listed(id)) === 'active')
    await world.registry.dispute(id, { actor: 'hanako', note: 'its owner writes' })
    await until(async () => (await world.listed(id)) === 'disputed')
    await world.registry.uphold(id, { actor: 'taro', note: 'it stands' })
    await until(async () => (await world.listed(id)) === 'active')
    await world.registry.retract(id, retract)
    await until(async () => (await world.listed(id)) === 'retracted')
    await world.outbox.stop()
    const { waiting, refusedCount, failure } = await world.outbox.status()
    assert.deepEqual([waiting, refusedCount, failure], [0, 0, null])
  })

  it('leaves, withdrawal included, although the process died before the hub’s answer was read', async () => {
    const id = await world.published()
    world.loseNextAnswer = true
    await assert.rejects(world.outbox.round(), /killed/)
    assert.equal(await world.listed(id), 'active', 'the hub had heard it')
    world.begin()
    await world.registry.retract(id, retract)
    await world.outbox.round()
    assert.equal(await world.listed(id), 'retracted')
  })

  it('is said once: the same word twice changes nothing at the hub', async () => {
    const id = await world.published()
    world.loseNextAnswer = true
    await assert.rejects(world.outbox.round(), /killed/)
    const version = await world.hub.list.version()
    world.begin()
    await world.outbox.round()
    assert.equal(await world.hub.list.version(), version)
    assert.equal((await world.records.of([id])).get(id)?.settledVersion, 1)
  })

  it('waits while the hub is away, with longer and longer pauses, and leaves when it is back', async () => {
    world.begin()
    await world.cut()
    world.outbox.start()
    const id = await world.published()
    await until(async () => (await world.outbox.status()).failure !== null)
    const { failure, waiting } = await world.outbox.status()
    assert.equal(failure?.code, 'HUB_UNREACHABLE')
    assert.equal(failure.nextAtMs - world.clock.nowMs(), 2_000)
    assert.ok(waiting >= 1)
    await world.listen()
    await until(async () => (await world.listed(id)) === 'active')
    await until(async () => (await world.outbox.status()).failure === null)
    await world.outbox.stop()
  })

  it('stays here when it lies in a network of one’s own, and is shown with its code', async () => {
    world.begin()
    const id = await world.published('9.9.3.7')
    await world.outbox.round()
    assert.equal(await world.listed(id), undefined)
    const { refused } = await world.outbox.status()
    assert.deepEqual(
      refused.map((each) => [each.id, each.refusal]),
      [[id, 'WARNING_ADDRESS_OWN']],
    )
    assert.ok(world.log.every((line) => !line.includes('9.9.3.7')))
    await world.outbox.round()
    assert.equal((await world.outbox.status()).refused[0]?.changedAtMs, refused[0]?.changedAtMs)
  })

  it('that the hub refuses is not repeated until somebody asks for it', async () => {
    world.begin()
    await world.hub.members.change('isp-a', { ownPrefixes: ['8.77.0.0/16'] }, 'Sato')
    const id = await world.published('8.77.1.1')
    await world.outbox.round()
    const refusal = async () => (await world.records.of([id])).get(id)?.refusal
    assert.equal(await refusal(), 'WARNING_ADDRESS_OWN')
    await world.hub.members.change('isp-a', { ownPrefixes: [] }, 'Sato')
    await world.outbox.round()
    assert.equal(await refusal(), 'WARNING_ADDRESS_OWN')
    await world.outbox.retryRefused()
    await world.outbox.round()
    assert.equal(await world.listed(id), 'active')
  })

  it('whose end came before anybody was told is nobody’s business', async () => {
    world.begin()
    const id = await world.published()
    await world.registry.retract(id, retract)
    await world.outbox.round()
    assert.equal(await world.listed(id), undefined)
  })

  it('is told anew to a hub that has forgotten it, and withdrawn where only our books were lost', async () => {
    const [kept, lost] = [await world.published(), await world.published()]
    world.begin()
    await world.outbox.round()
    await world.hubForgets(kept)
    assert.equal(await world.listed(kept), undefined)
    // The record is gone, as after a restored backup, and the case was retracted meanwhile.
    await world.forget(lost)
    await world.registry.retract(lost, retract)
    world.begin()
    await world.outbox.round()
    assert.deepEqual([await world.listed(kept), await world.listed(lost)], ['active', 'retracted'])
  })

  it('goes on above the versions that a hub holds from before a backup was restored', async () => {
    const id = await world.published()
    world.begin()
    await world.outbox.round()
    const [told] = await world.registry.told({ ids: [id] })
    await world.hub.list.submit(await world.hub.members.get('isp-a'), [
      { ...told!, band: 'suspected', version: 7 },
    ])
    await world.registry.retract(id, retract)
    await world.outbox.round()
    assert.equal(await world.listed(id), 'retracted')
    assert.equal((await world.records.of([id])).get(id)?.sentVersion, 8)
  })

  it('stops at the door while the member is suspended, and says why', async () => {
    world.begin()
    await world.hub.suspend('isp-a', 'its detector was poisoned', 'Sato')
    world.outbox.start()
    await world.published()
    await until(async () => (await world.outbox.status()).failure !== null)
    const { failure } = await world.outbox.status()
    assert.deepEqual([failure?.code, failure?.hubCode], ['HUB_REFUSED', 'REQUEST_UNSIGNED'])
    await world.outbox.stop()
    await world.hub.resume('isp-a', 'mended', 'Sato')
  })

  describe('and what the hub decides about it', () => {
    const statusOf = async (id: string) => (await world.registry.get(id)).status
    const list = async (id: string): Promise<Trusted> => ({
      view: 'isp-a',
      root: trustFirstRoot(ROOT_TEXT).signed,
      head: null,
      list: null,
      warnings: new Map([[id, (await world.hub.list.find(id))!]]),
    })
    const take = async (id: string) => {
      const logger = { info: () => {}, warn: () => {} }
      const { registry, records, clock } = world
      await new WayBack({ registry, client: world.client(), records, clock, logger }).take(
        await list(id),
        clock.nowMs(),
      )
      await world.outbox.round()
    }

    it('a dispute that another member brought becomes an event, and ends when it is over', async () => {
      await joined(world.hub, 'isp-b')
      world.begin()
      const id = await world.published()
      await world.outbox.round()
      const other = await world.hub.members.get('isp-b')
      const [told] = await world.registry.told({ ids: [id] })
      await world.hub.list.submit(other, [{ ...told!, version: 1 }])
      world.clock.advance(1)
      await world.hub.list.submit(other, [{ ...told!, version: 2, status: 'released' }])
      assert.equal(await world.listed(id), 'disputed')
      await take(id)
      assert.equal(await statusOf(id), 'disputed')
      // Said back, our own word would hold the dispute up after it is over.
      const held = (await world.hub.list.saidBy('isp-a', id.slice(0, -1)))[0]
      assert.equal(held?.status, 'active')
      world.clock.advance(1)
      await world.hub.list.submit(other, [
        { ...told!, version: 3, status: 'active', validFrom: nextHour(told!.validFrom) },
      ])
      await take(id)
      assert.equal(await world.listed(id), 'active')
      assert.equal(await statusOf(id), 'published')
      const { history } = await world.registry.get(id)
      assert.deepEqual(
        history.slice(-2).map(({ kind, actor }) => [kind, actor]),
        [
          ['disputed', 'hub:hub.example.jp'],
          ['upheld', 'hub:hub.example.jp'],
        ],
      )
    })

    it('a release of the association is one here', async () => {
      world.begin()
      const id = await world.published()
      await world.outbox.round()
      world.clock.advance(1)
      await world.hub.list.rule(id, 'released', world.clock.nowMs() + 30 * 24 * HOUR_MS)
      assert.equal(await world.listed(id), 'released')
      await take(id)
      assert.equal(await statusOf(id), 'released')
      assert.equal(await world.listed(id), 'released')
    })

    it('a list from before our newest word changes nothing', async () => {
      world.begin()
      const id = await world.published()
      await world.outbox.round()
      await world.hub.list.rule(id, 'disputed', world.clock.nowMs() + 24 * HOUR_MS)
      const logger = { info: () => {}, warn: () => {} }
      const { registry, records, clock } = world
      await new WayBack({ registry, client: world.client(), records, clock, logger }).take(
        await list(id),
        clock.nowMs() - 1,
      )
      assert.equal(await statusOf(id), 'published')
    })
  })
})

const nextHour = (text: string): string =>
  new Date(Date.parse(text) + HOUR_MS).toISOString().replace('.000Z', 'Z')
