import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { inEveryHome } from '../../../tools/testing/database-homes.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { openClaim } from './claims.ts'
import { DisputeWorld, refused } from './disputes.fixture.ts'
import type { Disputes } from './disputes.ts'
import { DISPUTE_MIGRATIONS } from './migrations/index.ts'

inEveryHome('disputes', (home) => {
  let database: Database
  let disputes: Disputes
  const world = new DisputeWorld()
  const { clock, list } = world

  before(async () => {
    database = await openDatabase(await home.create(), DISPUTE_MIGRATIONS)
    disputes = world.open(database, { suspensionsPerDay: 8 })
  })
  after(async () => {
    await database.destroy()
    await home.remove()
  })
  const everything = async (): Promise<string> => {
    const tables = ['dispute_claims', 'disputes', 'dispute_events', 'dispute_texts']
    const rows = await Promise.all(
      tables.map(
        async (name) => (await sql`select * from ${sql.table(name)}`.execute(database)).rows,
      ),
    )
    return JSON.stringify(rows)
  }

  describe('a claim', () => {
    it('tells nothing and files nothing before control is proved, listed or not', async () => {
      const warning = world.listed()
      const secret = await disputes.open(warning.address, '443')
      const reads = list.readCount
      const view = await disputes.view(secret)
      assert.deepEqual([view.isProved, view.listed, view.disputes], [false, [], []])
      await refused(disputes.proofFile(secret, warning.id, 0), 'DISPUTE_NOT_FOUND')
      const filing = { warningId: warning.id, statement: 'mine', contact: '' }
      await refused(disputes.file(secret, filing), 'DISPUTE_NOT_NOW')
      await disputes.check(secret)
      await disputes.settle()
      assert.deepEqual((await disputes.view(secret)).listed, [])
      assert.equal(list.readCount, reads, 'nobody even looked at the list')
    })

    it('keeps its link as a digest only', async () => {
      const secret = await disputes.open('8.8.8.8', '')
      assert.match(secret, /^[\w-]{43}$/)
      assert.ok(!(await everything()).includes(secret))
      await refused(disputes.view(`${secret.slice(0, -1)}?`), 'DISPUTE_NOT_FOUND')
    })

    it('is to one public address in whatever spelling, and to nothing else', async () => {
      const other = await disputes.open(' ::FFFF:8.8.4.4 ', '')
      assert.equal((await disputes.view(other)).claim.address, '8.8.4.4')
      for (const address of [
        ...['', 'example.net', '10.0.0.1', '127.0.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
        ...['::1', '::ffff:127.0.0.1', 'fe80::1', 'fd00::1', '64:ff9b::7f00:1', '2002:7f00:1::1'],
        ...['192.0.2.1', '8.8.8.8:80', '8.8.8.0/24', '0x7f.1', '2130706433', '017700000001'],
        ...['fe80::1%eth0', '224.0.0.1', '8.8.8.8\r\nHost: x', '2001:db8::1'],
      ])
        await refused(disputes.open(address, ''), 'DISPUTE_ADDRESS_UNUSABLE')
      for (const port of ['0', '65536', '-1', '80a', '8 0', '1e3', '+80'])
        await refused(disputes.open('8.8.8.8', port), 'DISPUTE_FORM_INVALID')
    })

    it('is not proved by another claim’s answer, nor by another address', async () => {
      const [one, other] = [world.listed(), world.listed()]
      const owner = await world.proved(one.address)
      const { claim } = await disputes.view(owner)
      const thief = await disputes.open(one.address, '')
      const mine = (await disputes.view(thief)).claim
      world.found.http.add(`${one.address} ${mine.token} ${claim.answer}`)
      world.found.http.add(`${one.address} ${claim.token} ${mine.answer}`)
      world.found.http.add(`${other.address} ${mine.token} ${mine.answer}`)
      await disputes.check(thief)
      await disputes.settle()
      assert.equal((await disputes.view(thief)).isProved, false)
      const filing = { warningId: other.id, statement: 'mine too', contact: '' }
      await refused(disputes.file(owner, filing), 'DISPUTE_NOTHING_LISTED')
      await refused(disputes.proofFile(owner, other.id, 0), 'DISPUTE_NOT_FOUND')
    })

    it('is looked at ten times and no more, by two requests at once only once', async () => {
      const secret = await disputes.open('8.8.8.8', '')
      const before = world.asked.length
      await world.whileLooking(() => Promise.all([disputes.check(secret), disputes.check(secret)]))
      await disputes.settle()
      assert.equal(world.asked.length - before, 2, 'once by HTTP and once by DNS')
      for (let count = 1; count < 10; count++) {
        await disputes.check(secret)
        await disputes.settle()
      }
      await refused(disputes.check(secret), 'DISPUTE_LIMITED')
      assert.equal(world.asked.length - before, 20)
    })

    it('that is not proved takes as long to look at, whatever stood at the address; one that is, does not', async () => {
      await world.whileLooking(async () => {
        const warning = world.listed()
        await world.proved(warning.address)
        const secret = await disputes.open(warning.address, '')
        await disputes.check(secret)
        const soon = new Promise((later) => setTimeout(later, 50, 'still looking'))
        assert.equal(await Promise.race([disputes.settle(), soon]), 'still looking')
        assert.ok((await disputes.view(secret)).isChecking)
      })
      await disputes.settle()
    })

    it('is still proved by DNS when strangers have used up how often an address is asked', async () => {
      const warning = world.listed()
      world.isKnocking = false
      const before = world.asked.length
      const secret = await world.proved(warning.address, 'dns')
      world.isKnocking = true
      assert.ok((await disputes.view(secret)).isProved)
      assert.deepEqual(world.asked.slice(before), [`dns ${warning.address}`])
    })

    it('lapses without a trace but a number, and a proof ends', async () => {
      const secret = await disputes.open('8.8.8.8', '')
      const proved = await world.proved(world.listed().address)
      clock.advance(3 * DAY_MS)
      await refused(disputes.view(secret), 'DISPUTE_NOT_FOUND')
      await refused(disputes.check(secret), 'DISPUTE_NOT_NOW')
      assert.ok((await disputes.view(proved)).isProved)
      clock.advance(4 * DAY_MS)
      await refused(disputes.view(proved), 'DISPUTE_NOT_FOUND')
      await disputes.passTime()
      assert.ok(!(await everything()).includes('8.8.8.8'))
      const [month] = (await disputes.statistics()).months
      assert.ok(month!.claimed >= month!.lapsed && month!.lapsed > 2)
    })

    it('gives way when thousands are opened, unless its owner has asked for a look', async () => {
      const meant = await disputes.open('9.8.8.8', '')
      await disputes.check(meant)
      await disputes.settle()
      const idle = await disputes.open('9.8.4.4', '')
      const { length } = await disputes.claims()
      const context = world.contextOn(database)
      await openClaim(context, '9.9.9.9', '', length)
      assert.ok((await disputes.view(meant)).claim)
      await refused(disputes.view(idle), 'DISPUTE_NOT_FOUND')
      for (const { id } of await disputes.claims())
        await sql`update dispute_claims set checks = 1 where id = ${id}`.execute(database)
      const full = (await disputes.claims()).length
      await refused(openClaim(context, '9.9.9.9', '', full), 'DISPUTE_LIMITED')
    })

    it('is proved by the registered contact when an officer says who answered, and how', async () => {
      const warning = world.listed()
      const secret = await disputes.open(warning.address, '')
      const { claim } = await disputes.view(secret)
      assert.ok((await disputes.claims()).some(({ id }) => id === claim.id))
      await refused(disputes.contactProved('Sato', claim.id, ' '), 'DISPUTE_FORM_INVALID')
      await disputes.contactProved('Sato', claim.id, 'abuse@isp.example, as in WHOIS')
      const { proof } = (await disputes.view(secret)).claim
      assert.deepEqual([proof?.kind, proof?.officer], ['contact', 'Sato'])
      await refused(disputes.contactProved('Ito', claim.id, 'again'), 'DISPUTE_NOT_FOUND')
    })
  })

  describe('a dispute', () => {
    it('suspends at once, is decided by two, and holds against members', async () => {
      const warning = world.listed()
      const { secret, id } = await world.filed(warning)
      assert.equal(world.statusOf(warning), 'disputed')
      await disputes.take('Sato', id)
      await disputes.propose('Sato', id, 'released', 'address-changed-hands', {
        text: 'seen in WHOIS',
      })
      await refused(disputes.decide('sato', id), 'DISPUTE_OFFICER_SAME')
      await disputes.decide('Suzuki', id, { text: 'You were right.' })
      assert.equal(world.statusOf(warning), 'released')
      const [dispute] = (await disputes.view(secret)).disputes
      assert.deepEqual(
        dispute!.events.map(({ kind, actor }) => `${actor} ${kind}`),
        ['owner filed', 'Sato taken', 'Sato proposed', 'Suzuki decided'],
      )
      const filing = { warningId: warning.id, statement: 'again', contact: '' }
      await refused(disputes.file(secret, filing), 'DISPUTE_NOTHING_LISTED')
    })

    it('rejected lets the warning speak again; withdrawn too', async () => {
      const [one, two] = [world.listed(), world.listed()]
      const first = await world.filed(one)
      await world.decided(first.id, 'rejected')
      const second = await world.filed(two)
      assert.equal(world.statusOf(two), 'disputed')
      await disputes.withdraw(second.secret, second.id)
      assert.deepEqual([world.statusOf(one), world.statusOf(two)], ['active', 'active'])
      await refused(disputes.take('Sato', second.id), 'DISPUTE_NOT_NOW')
    })

    it('is one at a time of an endpoint, whoever has proved control', async () => {
      const warning = world.listed()
      const { secret, id } = await world.filed(warning)
      await refused(world.filed(warning), 'DISPUTE_HEARD_ALREADY')
      const filing = { warningId: warning.id, statement: 'again', contact: '' }
      const both = await Promise.allSettled([
        disputes.file(secret, filing),
        disputes.file(secret, filing),
      ])
      assert.ok(both.every(({ status }) => status === 'rejected'))
      await world.decided(id, 'rejected')
      const later = await disputes.file(secret, filing)
      await refused(disputes.appeal(secret, id, 'but'), 'DISPUTE_HEARD_ALREADY')
      await world.decided(later, 'rejected')
      await refused(disputes.reopen('Ito', id, 'why'), 'DISPUTE_HEARD_ALREADY')
      await disputes.reopen('Ito', later, 'new evidence')
    })

    it('of an address that was disputed in vain suspends nothing by itself, and is heard', async () => {
      clock.advance(2 * DAY_MS)
      const warning = world.listed()
      const { secret, id } = await world.filed(warning)
      await world.decided(id, 'rejected')
      const filing = { warningId: warning.id, statement: 'again', contact: '' }
      const second = await disputes.file(secret, filing)
      assert.equal(world.statusOf(warning), 'disputed')
      await disputes.withdraw(secret, second)
      const third = await disputes.file(secret, filing)
      assert.equal(world.statusOf(warning), 'active')
      await disputes.suspend('Sato', third, 'this time it looks true')
      assert.equal(world.statusOf(warning), 'disputed')
      await world.decided(third, 'released')
      assert.equal(world.statusOf(warning), 'released')
    })

    it('is one of a bounded number that suspend by themselves in a day', async () => {
      clock.advance(2 * DAY_MS)
      const warnings = Array.from({ length: 10 }, () => world.listed())
      const ids: string[] = []
      for (const warning of warnings) ids.push((await world.filed(warning)).id)
      assert.equal(warnings.filter((each) => world.statusOf(each) === 'disputed').length, 8)
      assert.equal((await disputes.list()).filter(({ id }) => ids.includes(id)).length, 10)
      clock.advance(DAY_MS + 1)
      const next = world.listed()
      await world.filed(next)
      assert.equal(world.statusOf(next), 'disputed')
    })

    it('says the same to the list after a crash between the two, and in the right order', async () => {
      const warning = world.listed()
      const secret = await world.proved(warning.address)
      list.isBroken = true
      const filing = { warningId: warning.id, statement: 'mine', contact: '' }
      await assert.rejects(disputes.file(secret, filing), /cannot be written/)
      list.isBroken = false
      assert.equal(world.statusOf(warning), 'active')
      await world.open(database).passTime()
      assert.equal(world.statusOf(warning), 'disputed')
      disputes = world.open(database, { suspensionsPerDay: 8 })
    })

    it('is not reached by another owner’s link', async () => {
      const one = await world.filed(world.listed())
      const other = await world.filed(world.listed())
      for (const work of [
        () => disputes.withdraw(other.secret, one.id),
        () => disputes.state(other.secret, one.id, 'x'),
        () => disputes.appeal(other.secret, one.id, 'x'),
      ])
        await refused(work(), 'DISPUTE_NOT_FOUND')
    })

    it('takes a bounded text, without signs that steer a terminal or a page', async () => {
      const { secret, id } = await world.filed(world.listed())
      await disputes.state(secret, id, '\u001b[2J\u0000\u202eabc\r\n<b>\ud800')
      const { texts } = await disputes.show(id)
      assert.equal(texts.at(-1)!.body, '[2J  abc\n<b>\ufffd')
      await refused(disputes.state(secret, id, 'あ'.repeat(4_001)), 'DISPUTE_FORM_INVALID')
      for (const empty of ['', ' \n\u0007 ', undefined])
        await refused(disputes.state(secret, id, empty), 'DISPUTE_FORM_INVALID')
      for (let count = 2; count < 5; count++) await disputes.state(secret, id, 'more')
      await refused(disputes.state(secret, id, 'too much'), 'DISPUTE_LIMITED')
    })

    it('is decided for a reason that fits', async () => {
      const { id } = await world.filed(world.listed())
      for (const [outcome, reason] of [
        ['released', 'seen-again'],
        ['rejected', 'toString'],
        ['upheld', 'not-a-controller'],
      ])
        await refused(
          disputes.propose('Sato', id, outcome as 'released', reason!),
          'DISPUTE_REASON_UNFIT',
        )
      await disputes.propose('Sato', id, 'rejected', 'seen-again')
      await refused(disputes.sendBack('Suzuki', id, ''), 'DISPUTE_FORM_INVALID')
      await disputes.sendBack('Suzuki', id, 'look at the new certificate')
      assert.equal((await disputes.show(id)).status, 'first-review')
    })
  })

  describe('what is kept and published', () => {
    it('is exported whole, and after its time is dates and outcome only', async () => {
      const warning = world.listed()
      const { secret, id } = await world.filed(warning)
      await disputes.tell('Sato', id, 'Since when is it yours?')
      await world.decided(id, 'released')
      const whole = await disputes.export(id)
      const text = JSON.stringify(whole)
      for (const each of ['It is our mail server.', warning.id, 'Since when', 'second of'])
        assert.ok(text.includes(each), each)
      assert.ok(!text.includes(secret))
      clock.advance(91 * DAY_MS)
      await disputes.passTime()
      const left = await disputes.show(id)
      assert.deepEqual([left.endpoint, left.proof, left.texts], [null, null, []])
      assert.deepEqual([left.status, left.events.at(-1)?.kind], ['released', 'forgotten'])
      const all = await everything()
      assert.ok(!all.includes(warning.address) && !all.includes(warning.id))
      await refused(disputes.view(secret), 'DISPUTE_NOT_FOUND')
      await refused(disputes.reopen('Ito', id, 'why'), 'DISPUTE_NOT_NOW')
      assert.equal(world.statusOf(warning), 'released', 'the release itself holds on')
    })

    it('is counted by month, with how long it took and what is late', async () => {
      clock.advance(40 * DAY_MS)
      const month = new Date(clock.nowMs()).toISOString().slice(0, 7)
      const before = (await disputes.statistics()).now
      const [quick, slow, open] = [world.listed(), world.listed(), world.listed()]
      const first = await world.filed(quick)
      const second = await world.filed(slow)
      await world.filed(open)
      clock.advance(2 * HOUR_MS)
      await world.decided(first.id, 'released')
      clock.advance(28 * HOUR_MS)
      await world.decided(second.id, 'rejected')
      await disputes.appeal(second.secret, second.id, 'but')
      const statistics = await disputes.statistics()
      const row = statistics.months.find((each) => each.month === month)
      assert.deepEqual(row, {
        ...{ month, claimed: 3, proved: 3, lapsed: 0, filed: 3 },
        ...{ released: 1, rejected: 0, withdrawn: 0, open: 2, appealed: 1 },
        ...{ medianHours: 16, worstHours: 30 },
      })
      assert.deepEqual(
        [statistics.now.open - before.open, statistics.now.overdue - before.overdue],
        [2, 1],
        'the appeal has a time of its own',
      )
    })

    it('is told to the member who warned, and to nobody else', async () => {
      const warning = world.listed()
      const { id } = await world.filed(warning)
      const [told] = await disputes.forMember('isp-a')
      assert.deepEqual(
        [told!.warningId, told!.state, told!.isSuspended],
        [warning.id, 'open', true],
      )
      await world.decided(id, 'rejected')
      const [later] = await disputes.forMember('isp-a')
      assert.deepEqual([later!.state, later!.reason?.code], ['rejected', 'nothing-new'])
      assert.ok(!JSON.stringify(later).includes('mail server'))
      assert.match(later!.decidedAt!, /T\d\d:00:00Z$/)
      assert.deepEqual(await disputes.forMember('isp-b'), [])
    })

    it('stands in events that the database itself lets nobody change', async () => {
      await world.filed(world.listed())
      for (const statement of [
        `update dispute_events set actor = 'Ito'`,
        `delete from dispute_events`,
        `truncate dispute_events`,
      ])
        await assert.rejects(sql.raw(statement).execute(database), /append-only/)
    })
  })

  describe('an officer', () => {
    it('is who has the token, under a name that nobody else had', async () => {
      const token = await disputes.officers.add('Sato Hanako')
      assert.equal(await disputes.officers.nameOf(token), 'Sato Hanako')
      for (const name of ['Sato Hanako', 'SATO HANAKO', 'satohanako'])
        await refused(disputes.officers.add(name), 'DISPUTE_OFFICER_TAKEN')
      for (const wrong of [undefined, '', 'Sato Hanako', `${token}x`])
        await refused(disputes.officers.nameOf(wrong), 'DISPUTE_OFFICER_UNKNOWN')
      await disputes.officers.end('Sato Hanako')
      await refused(disputes.officers.nameOf(token), 'DISPUTE_OFFICER_UNKNOWN')
      await refused(disputes.officers.add('Sato Hanako'), 'DISPUTE_OFFICER_TAKEN')
      const rows = (await sql`select * from dispute_officers`.execute(database)).rows
      assert.ok(!JSON.stringify(rows).includes(token))
    })
  })
})
