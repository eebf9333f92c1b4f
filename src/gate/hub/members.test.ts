import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { inEveryHome } from '../../../tools/testing/database-homes.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { SigningKey } from '../warning/trust/signing-key.ts'
import { wholeHour } from '../warning/whole-time.ts'
import { HubWorld, joined, profileOf, refused } from './hub.fixture.ts'
import type { Hub } from './hub.ts'
import { HUB_MIGRATIONS } from './migrations/index.ts'

/** Every test has members and addresses of its own on one hub, as on a real one. */
inEveryHome('members of a hub', (home) => {
  let database: Database
  let hub: Hub
  const world = new HubWorld()
  const { clock } = world
  const fresh = world.fresh.bind(world)
  const take = world.take.bind(world)

  before(async () => {
    database = await openDatabase(await home.create(), HUB_MIGRATIONS)
    hub = await world.open(database)
  })
  after(async () => {
    await database.destroy()
    await home.remove()
  })

  describe('members', () => {
    it('come in by a link that works once, and are found by their key', async () => {
      const { secret } = await hub.members.add('once', profileOf('once'), 'Sato')
      const key = new SigningKey(Buffer.alloc(32, 201))
      await refused(hub.members.join('nonsense', key.publicKey), 'INVITATION_INVALID')
      const member = await hub.members.join(secret, key.publicKey)
      assert.equal(member.status, 'active')
      assert.equal((await hub.members.ofKey(key.id))?.member.id, 'once')
      await refused(hub.members.join(secret, key.publicKey), 'INVITATION_INVALID')
      const late = await hub.members.invite('once', 'Sato')
      clock.advance(8 * DAY_MS)
      await refused(hub.members.join(late.secret, key.publicKey), 'INVITATION_INVALID')
    })

    it('with a new link have a new key, and the old one opens nothing any more', async () => {
      const { key } = await joined(hub, 'rekeyed')
      const { secret } = await hub.members.invite('rekeyed', 'Sato')
      await refused(hub.members.join(secret, key.publicKey), 'INVITATION_INVALID')
      const second = new SigningKey(Buffer.alloc(32, 202))
      await hub.members.join(secret, second.publicKey)
      assert.equal(await hub.members.ofKey(key.id), undefined)
      assert.ok(await hub.members.ofKey(second.id))
    })

    it('without vetting, contact, use, role, good prefix or end are not taken, nor an id twice', async () => {
      const wrong: Parameters<typeof profileOf>[1][] = [
        { vetting: { by: '', basis: 'x' } },
        { vetting: { by: 'Sato', basis: ' ' } },
        { contacts: [] },
        { uses: [] },
        { uses: ['resale' as never] },
        { roles: [] },
        { ownPrefixes: ['10.0.0.0/40'] },
        { endsAtMs: clock.nowMs() },
        { endsAtMs: clock.nowMs() + 1000 * DAY_MS },
        { sector: 'press' as never },
      ]
      for (const change of wrong)
        await refused(
          hub.members.add('wrong', profileOf('wrong', change), 'Sato'),
          'MEMBER_INVALID',
        )
      for (const id of ['A', 'ab', '-abc', 'a b c', "x'; drop table"])
        await refused(hub.members.add(id, profileOf('wrong'), 'Sato'), 'MEMBER_INVALID')
      await joined(hub, 'taken')
      await refused(hub.members.add('taken', profileOf('taken'), 'Sato'), 'MEMBER_ID_TAKEN')
    })

    it('that are suspended, or whose term ended, are nobody at once', async () => {
      const { key } = await joined(hub, 'suspended')
      const token = await hub.tokens.make('suspended', 'taxii', 30, 'Sato')
      await hub.suspend('suspended', 'list found on a forum', 'Sato')
      assert.equal(await hub.members.ofKey(key.id), undefined)
      await refused(hub.tokens.open(token, 'taxii'), 'ACCESS_TOKEN_INVALID')
      await refused(take('suspended', fresh()), 'MEMBER_ROLE_MISSING')
      await refused(hub.suspend('suspended', 'again', 'Sato'), 'MEMBER_NOT_IN_STANDING')
      const { secret } = await hub.members.invite('suspended', 'Sato')
      const other = new SigningKey(Buffer.alloc(32, 203))
      await hub.members.join(secret, other.publicKey)
      assert.equal(
        await hub.members.ofKey(other.id),
        undefined,
        'a link does not lift a suspension',
      )
      await hub.resume('suspended', 'it was another list', 'Sato')
      assert.ok(await hub.members.ofKey(other.id))
      const ending = await joined(hub, 'ending', { endsAtMs: clock.nowMs() + DAY_MS })
      clock.advance(DAY_MS)
      assert.equal(await hub.members.ofKey(ending.key.id), undefined)
    })

    it('have a history that nobody changes', async () => {
      await joined(hub, 'history')
      await assert.rejects(
        sql`update hub_events set actor = 'nobody'`.execute(database),
        /append-only/,
      )
      await assert.rejects(sql`delete from hub_events`.execute(database), /append-only/)
    })
  })

  describe('sightings', () => {
    it('are a yes or no per day, counted only where so many answer that it tells nobody', async () => {
      const one = fresh()
      const day = wholeHour(clock.nowMs()).slice(0, 10)
      for (const [id, isSeen] of [
        ['sees-a', true],
        ['sees-b', true],
        ['sees-c', false],
      ] as const) {
        assert.equal(await hub.sightings.seenBy(one.id, day), null)
        const { member } = await joined(hub, id)
        await hub.sightings.report(member, [{ warningId: one.id, day, isSeen }])
      }
      assert.equal(await hub.sightings.seenBy(one.id, day), 2)
    })

    it('say nothing more: a count, an hour or an address is refused', async () => {
      const { member } = await joined(hub, 'chatty')
      const day = wholeHour(clock.nowMs()).slice(0, 10)
      const good = { warningId: fresh().id, day, isSeen: true }
      await hub.sightings.report(member, [good])
      for (const wrong of [
        { ...good, count: 3 },
        { ...good, day: wholeHour(clock.nowMs()) },
        { ...good, day: '2030-01-01' },
        { ...good, day: '2020-01-01' },
        { ...good, isSeen: 'yes' },
        { ...good, warningId: '8.8.4.4' },
        null,
      ])
        await refused(hub.sightings.report(member, [wrong]), 'SIGHTING_INVALID')
    })
  })
})
