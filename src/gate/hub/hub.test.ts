import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { inEveryHome } from '../../../tools/testing/database-homes.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { LogError } from '../log/errors.ts'
import { verifyProof } from '../log/offline-proof.ts'
import { warningOn } from '../warning/warning.fixture.ts'
import { wholeHour } from '../warning/whole-time.ts'
import { type Follower, HubWorld, hubOn, joined, LOG_POLICY, refused } from './hub.fixture.ts'
import type { Hub } from './hub.ts'
import { HUB_MIGRATIONS } from './migrations/index.ts'

/** Every test has members and addresses of its own on one hub, as on a real one. */
inEveryHome('hub', (home) => {
  let database: Database
  let hub: Hub
  const world = new HubWorld()
  const { clock, store } = world
  const fresh = world.fresh.bind(world)
  const take = world.take.bind(world)
  const follower = world.follower.bind(world)

  before(async () => {
    database = await openDatabase(await home.create(), HUB_MIGRATIONS)
    hub = await world.open(database)
  })
  after(async () => {
    await database.destroy()
    await home.remove()
  })

  describe('the list', () => {
    it('takes what a member may say, refuses the rest by name, and one refusal stops nothing', async () => {
      await joined(hub, 'speaker', { ownPrefixes: ['9.9.9.0/24'] })
      const good = fresh()
      const outcomes = await take(
        'speaker',
        { ...fresh(), note: 'talked to 100.64.3.7' },
        good,
        warningOn('9.9.9.9'),
        warningOn('10.0.0.1'),
        'nonsense',
        // The same words again, as after a lost answer, and other words under the same number.
        good,
        { ...good, kind: 'downloader' },
      )
      assert.deepEqual(outcomes, [
        'WARNING_FIELD_UNKNOWN',
        null,
        'WARNING_ADDRESS_OWN',
        'WARNING_ADDRESS_NOT_PUBLIC',
        'WARNING_MALFORMED',
        null,
        'WARNING_VERSION_OLD',
      ])
      assert.equal((await hub.list.find(good.id))?.status, 'active')
      const text = JSON.stringify((await sql`select * from hub_submissions`.execute(database)).rows)
      assert.ok(!text.includes('100.64.3.7'), 'what was refused is nowhere')
    })

    it('is given to members by snapshot and delta, with nothing when nothing changed', async () => {
      await joined(hub, 'giver')
      const reader = await follower('reader')
      const [one, two] = [fresh(), fresh()]
      await take('giver', one)
      assert.deepEqual(await reader.sync(), ['snapshot'])
      assert.equal(reader.statusOf(one.id), 'active')
      assert.deepEqual(await reader.sync(), [])
      await take('giver', two, { ...one, version: 2, status: 'retracted' })
      assert.deepEqual(await reader.sync(), ['delta'])
      assert.deepEqual([reader.statusOf(one.id), reader.statusOf(two.id)], ['retracted', 'active'])
      clock.advance(30 * HOUR_MS)
      assert.deepEqual(await reader.sync(), [], 'only a fresh head')
    })

    it('goes on from an older document after a lost answer, and is whole for who stands nowhere', async () => {
      await joined(hub, 'source')
      const reader = await follower('forgetful')
      await take('source', fresh())
      await reader.sync()
      const old = reader.trusted
      const one = fresh()
      await take('source', one)
      await reader.sync()
      reader.trusted = old
      assert.deepEqual(await reader.sync(), ['delta'])
      assert.equal(reader.statusOf(one.id), 'active')
      reader.trusted = { ...old, list: { version: old.list!.version, hash: 'f'.repeat(64) } }
      assert.deepEqual(await reader.sync(), ['snapshot'])
    })

    it('under new keys begins anew for everybody, and what was withdrawn stays so', async () => {
      await joined(hub, 'rotating')
      const reader = await follower('rotated')
      const [one, two] = [fresh(), fresh()]
      await take('rotating', one, two)
      await take('rotating', { ...one, version: 2, status: 'retracted' })
      await reader.sync()
      const rekeyed = await hubOn(database, clock, store, { isRekeyed: true })
      reader.move(rekeyed)
      assert.deepEqual(await reader.sync(), ['snapshot'])
      assert.equal(reader.trusted.root.version, 2)
      assert.deepEqual([reader.statusOf(one.id), reader.statusOf(two.id)], ['retracted', 'active'])
      assert.deepEqual(await reader.sync(), [])
    })

    it('does not tell who warned, neither in a document nor by its numbers', async () => {
      await joined(hub, 'hidden-a')
      await joined(hub, 'hidden-b')
      const reader = await follower('curious')
      const one = fresh({ band: 'watch' })
      await take('hidden-a', one)
      await take('hidden-b', one)
      const member = await hub.members.get('curious')
      const offer = await hub.issuer.offer(member, { rootVersion: 0, list: null })
      assert.ok(!/hidden/.test(JSON.stringify(offer)))
      await reader.sync()
      assert.equal(reader.trusted.warnings.get(one.id)?.band, 'suspected', 'two agree')
    })

    it('tells each member what its uses, sector and prefixes cover, and nothing else', async () => {
      await joined(hub, 'teller')
      const readers = {
        notifying: await follower('notifying', { uses: ['notify-subscribers'] }),
        research: await follower('university', { sector: 'research', uses: ['research'] }),
        hoster: await follower('hoster', { sector: 'hosting', ownPrefixes: ['8.7.0.0/16'] }),
        curtailed: await follower('curtailed', { interestPrefixes: ['8.7.7.0/24'] }),
      }
      const at = {
        validFrom: wholeHour(clock.nowMs()),
        validUntil: wholeHour(clock.nowMs() + 9 * HOUR_MS),
      }
      const told = [
        warningOn('8.7.7.7', { ...at, uses: ['notify-subscribers', 'block-with-consent'] }),
        warningOn('8.6.6.6', { ...at, uses: ['block-with-consent'] }),
        warningOn('8.7.8.8', { ...at, uses: ['research'] }),
      ]
      await take('teller', ...told)
      const seen: Record<string, number[]> = {}
      for (const [name, reader] of Object.entries(readers)) {
        await reader.sync()
        seen[name] = told.flatMap(({ id }, index) => (reader.statusOf(id) ? [index] : []))
      }
      assert.deepEqual(seen, { notifying: [0], research: [2], hoster: [0], curtailed: [0] })
      await hub.members.change('curtailed', { interestPrefixes: ['8.6.0.0/16'] }, 'Sato')
      assert.deepEqual(await readers.curtailed.sync(), ['snapshot'])
      assert.deepEqual(
        told.map(({ id }) => readers.curtailed.statusOf(id)),
        [undefined, 'active', undefined],
      )
    })

    it('of a use that nobody allows any more is taken from who had it, without telling it by name', async () => {
      await joined(hub, 'broad')
      await joined(hub, 'narrow')
      const reader = await follower('scholar', { sector: 'research', uses: ['research'] })
      const one = fresh({ uses: ['research'] })
      await take('broad', one)
      await take('narrow', { ...one, uses: ['notify-subscribers'] })
      await reader.sync()
      assert.equal(reader.statusOf(one.id), 'active')
      await take('broad', { ...one, version: 2, status: 'retracted' })
      assert.deepEqual(await reader.sync(), ['snapshot'])
      assert.equal(reader.statusOf(one.id), undefined)
    })

    it('ends what ran out by itself, and what a suspended member alone had said', async () => {
      await joined(hub, 'lone')
      const reader = await follower('watcher')
      const [short, long] = [
        fresh({ validUntil: wholeHour(clock.nowMs() + 5 * HOUR_MS) }),
        fresh({ validUntil: wholeHour(clock.nowMs() + 90 * HOUR_MS) }),
      ]
      await take('lone', short, long)
      await reader.sync()
      clock.advance(5 * HOUR_MS)
      await hub.passTime()
      await reader.sync()
      assert.deepEqual([reader.statusOf(short.id), reader.statusOf(long.id)], ['expired', 'active'])
      await hub.suspend('lone', 'its detector was poisoned', 'Sato')
      await reader.sync()
      assert.equal(reader.statusOf(long.id), 'retracted')
    })

    it('says what the association rules against every voice, logs it, and lets voices speak when it ends', async () => {
      await joined(hub, 'certain')
      const reader = await follower('obedient')
      const one = fresh()
      await take('certain', one)
      const untilMs = clock.nowMs() + 48 * HOUR_MS
      await hub.list.rule(one.id, 'disputed', untilMs)
      await take('certain', { ...one, version: 2 })
      await reader.sync()
      assert.equal(reader.statusOf(one.id), 'disputed')
      await hub.list.rule(one.id, 'released', untilMs)
      const version = await hub.list.version()
      await hub.list.rule(one.id, 'released', untilMs)
      await take('certain', { ...one, version: 3, validFrom: wholeHour(clock.nowMs() + HOUR_MS) })
      assert.equal(await hub.list.version(), version, 'to say it again changes nothing')
      await reader.sync()
      assert.equal(reader.statusOf(one.id), 'released')
      const said = (await hub.log.proofs(one.id)).map(
        (text) => verifyProof(text, LOG_POLICY).statement.status,
      )
      assert.deepEqual(said, ['active', 'disputed', 'released'])
      assert.deepEqual((await hub.list.about(one.address))[0]?.status, 'released')
      clock.advance(49 * HOUR_MS)
      await hub.passTime()
      assert.equal((await hub.list.find(one.id))?.status, 'active')
    })

    it('raises an alarm when somebody fetches everything again and again, and refuses in the end', async () => {
      await joined(hub, 'collector')
      const member = await hub.members.get('collector')
      const ask = () => hub.issuer.offer(member, { rootVersion: 1, list: null })
      for (let i = 0; i < 24; i++) await ask()
      await refused(ask(), 'REQUEST_LIMITED')
      const { rows } = await sql`select 1 from hub_events
        where kind = 'bulk-download' and member_id = 'collector'`.execute(database)
      assert.equal(rows.length, 21)
    })
  })

  describe('the ledger', () => {
    it('shows who still acts on what was withdrawn, since when, until each has said that it stopped', async () => {
      await joined(hub, 'origin')
      const readers = [await follower('quick'), await follower('slow')]
      await follower('never-came')
      const one = fresh()
      const open = async () =>
        (await hub.ledger.unsettled())
          .filter(({ warning }) => warning.id === one.id)
          .map(({ members, withdrawnAtMs }) => [
            members.map(({ id }) => id).filter((id) => readers.some((reader) => reader.id === id)),
            withdrawnAtMs,
          ])
      await take('origin', one)
      for (const reader of readers) {
        await reader.sync()
        await reader.acknowledge()
      }
      assert.deepEqual(await open(), [])
      await take('origin', { ...one, version: 2, status: 'retracted' })
      const atMs = clock.nowMs()
      clock.advance(10_000)
      assert.deepEqual(await open(), [[['quick', 'slow'], atMs]])
      const [quick, slow] = readers as [Follower, Follower]
      const before = quick.trusted.list!.version
      await quick.sync()
      assert.deepEqual(
        await open(),
        [[['quick', 'slow'], atMs]],
        'to hold it is not to have stopped',
      )
      await quick.acknowledge()
      assert.deepEqual(await open(), [[['slow'], atMs]])
      // Restored from a backup, it says so, and is on the ledger again.
      await hub.ledger.acknowledge(await hub.members.get('quick'), before, before)
      assert.deepEqual(await open(), [[['quick', 'slow'], atMs]])
      await quick.acknowledge()
      assert.deepEqual(
        await hub.ledger.silentSince(clock.nowMs() - 5000).then((ids) => ids.includes('slow')),
        true,
      )
      await slow.sync()
      await slow.acknowledge()
      assert.ok(!(await open()).some(([ids]) => (ids as string[]).length > 0))
    })

    it('is settled for everybody when the lease would have ended', async () => {
      await joined(hub, 'brief')
      const reader = await follower('offline')
      const one = fresh({ validUntil: wholeHour(clock.nowMs() + 6 * HOUR_MS) })
      await take('brief', one)
      await reader.sync()
      await take('brief', { ...one, version: 2, status: 'retracted' })
      const isOpen = async () =>
        (await hub.ledger.unsettled()).some(({ warning }) => warning.id === one.id)
      assert.ok(await isOpen())
      clock.advance(6 * HOUR_MS)
      assert.ok(!(await isOpen()))
    })

    it('takes no acknowledgement of what was never given', async () => {
      const reader = await follower('boaster')
      const member = await hub.members.get('boaster')
      await refused(hub.ledger.acknowledge(member, 1, 1), 'ACKNOWLEDGEMENT_INVALID')
      await reader.sync()
      const version = reader.trusted.list!.version
      for (const [holds, enforces] of [
        [version + 1, 0],
        [version, version + 1],
        [-1, -1],
        [1.5, 1],
        ['1', 1],
        [undefined, 0],
      ])
        await refused(hub.ledger.acknowledge(member, holds, enforces), 'ACKNOWLEDGEMENT_INVALID')
      await hub.ledger.acknowledge(member, version, 0)
    })
  })

  describe('the log', () => {
    it('holds every word on an endpoint, proves it offline, and forgets it', async () => {
      await joined(hub, 'logged')
      const one = fresh()
      await take('logged', one)
      await take('logged', { ...one, version: 2, status: 'retracted' })
      const proofs = await hub.log.proofs(one.id)
      const statements = proofs.map((proof) => verifyProof(proof, LOG_POLICY).statement)
      assert.deepEqual(
        statements.map(({ status, version }) => [status, version]),
        [
          ['active', 1],
          ['retracted', 2],
        ],
      )
      assert.equal(await hub.log.forget(one.id, 'Sato'), 2)
      assert.deepEqual(await hub.log.proofs(one.id), [])
      assert.ok(verifyProof(proofs[0]!, LOG_POLICY), 'who has the proof still has it')
      const { rows } = await sql`select * from hub_log`.execute(database)
      assert.ok(!JSON.stringify(rows).includes(one.id))
    })

    it('is confirmed by a third party once for each checkpoint, and goes on when that fails', async () => {
      const asked: string[] = []
      const confirm = async (octets: Uint8Array) => {
        asked.push(Buffer.from(octets).toString())
        return Buffer.from(`seen ${asked.length}`)
      }
      await hub.log.confirm('stamp', confirm)
      await hub.log.confirm('stamp', confirm)
      assert.deepEqual(asked, [hub.log.checkpoint()])
      await joined(hub, 'stamped')
      await take('stamped', fresh())
      const down = async () => Promise.reject(new LogError('TIME_STAMP_REFUSED', 'down'))
      await refused(hub.log.confirm('stamp', down), 'TIME_STAMP_REFUSED')
      await hub.log.confirm('stamp', confirm)
      assert.equal(Buffer.from(hub.log.tile('stamped/checkpoint.tsr')!).toString(), 'seen 2')
      assert.equal(asked[1], hub.log.checkpoint())
    })

    it('is made whole after a crash between the change and the tree', async () => {
      await joined(hub, 'crashing')
      const one = fresh()
      const before = hub.log.checkpoint()
      await take('crashing', one)
      const after = hub.log.checkpoint()!
      // As if the machine had died before the tree grew: the tiles are there, the checkpoint is not.
      store.write('checkpoint', Buffer.from(before!))
      const again = await hubOn(database, clock, store)
      assert.equal(again.log.checkpoint(), after)
      const [proof] = await again.log.proofs(one.id)
      assert.equal(verifyProof(proof!, LOG_POLICY).statement.address, one.address)
    })
  })

  describe('canaries', () => {
    it('are on one member’s list only, look like any other, and tell whose list went astray', async () => {
      const guarded = await hubOn(database, clock, store, { hasCanaries: true })
      const readers = [await follower('guarded-a'), await follower('guarded-b')]
      await guarded.passTime()
      await guarded.passTime()
      const found: string[] = []
      for (const reader of readers) {
        await reader.sync()
        const own = [...reader.trusted.warnings.values()].filter(({ address }) =>
          address.startsWith('5.5.'),
        )
        assert.equal(own.length, 1)
        assert.equal(await guarded.canaries?.trace(own[0]!.id), reader.id)
        found.push(own[0]!.id)
      }
      assert.equal(new Set(found).size, 2)
      clock.advance(12 * DAY_MS)
      await guarded.passTime()
      assert.deepEqual(await readers[0]!.sync(), ['delta'], 'renewed before it ends')
      // Somebody who warns of another's canary changes nothing for anybody.
      const canary = (await readers[0]!.trusted.warnings.get(found[0]!))!
      await take('guarded-b', { ...canary, version: 9, status: 'retracted' })
      await readers[0]!.sync()
      assert.equal(readers[0]!.statusOf(found[0]!), 'active')
    })
  })
})
