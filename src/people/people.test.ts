import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, it } from 'node:test'
import { sql } from 'kysely'
import { inEveryHome } from '../../tools/testing/database-homes.ts'
import { ManualClock } from '../core/clock.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/time-span.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { PEOPLE_MIGRATIONS } from './migrations/index.ts'
import { createPeople, type People } from './people.ts'
import { principalOfToken } from './principal.ts'
import { HOUSE_ROLES, reachOf } from './roles.ts'

const ROLES = HOUSE_ROLES.operator

inEveryHome('people', (home) => {
  const clock = new ManualClock(Date.UTC(2026, 10, 21, 12))
  let database: Database
  let people: People

  before(async () => {
    database = await openDatabase(await home.create(), PEOPLE_MIGRATIONS)
    people = createPeople(database, clock, (count) => randomBytes(count))
  })
  after(async () => {
    await database.destroy()
    await home.remove()
  })
  const code = (code: string) => ({ code })
  const site = { hostname: 'localhost', origin: 'http://localhost:8080' }

  it('nobody is there until a one-time link is used, and it works once', async () => {
    assert.equal(await people.directory.hasAdministrator(), false)
    const { secret: older } = await people.links.makeFirst()
    const { secret } = await people.links.makeFirst()
    await assert.rejects(people.links.look(older), code('LINK_INVALID'))
    assert.equal(await people.links.look(secret), undefined)
    await assert.rejects(people.links.redeem(secret, undefined), code('PERSON_ID_INVALID'))
    const both = await Promise.allSettled([
      people.links.redeem(secret, { id: 'hanako', name: '花子' }),
      people.links.redeem(secret, { id: 'mallory', name: 'M' }),
    ])
    assert.equal(both.filter(({ status }) => status === 'fulfilled').length, 1)
    const [first] = await people.directory.list()
    assert.deepEqual(first!.roles, ROLES)
    await assert.rejects(people.links.redeem(secret, undefined), code('LINK_INVALID'))
  })

  it('each house gives its own roles, and the first person of the association has those of the association', async () => {
    const invite = (house: People, roles: Parameters<People['links']['invite']>[0]['roles']) =>
      house.links.invite({ id: 'stranger', name: '', roles }, 'hanako')
    await assert.rejects(invite(people, ['officer']), code('ROLE_FOREIGN'))
    await assert.rejects(
      people.directory.setRoles('hanako', ['administrator', 'auditor'], 'hanako'),
      code('ROLE_FOREIGN'),
    )
    const draw = (count: number) => randomBytes(count)
    const association = createPeople(database, clock, draw, people.sessions.limits, 'association')
    await assert.rejects(invite(association, ['approver']), code('ROLE_FOREIGN'))
    assert.equal(
      (await people.directory.list()).some(({ id }) => id === 'stranger'),
      false,
    )
    assert.ok(reachOf(['reviewer']).has('officer'))
    assert.ok(!reachOf(['administrator', 'auditor']).has('officer'))
  })

  it('a link that waited too long is void', async () => {
    const { secret } = await people.links.makeFirst()
    clock.advance(HOUR_MS)
    await assert.rejects(people.links.look(secret), code('LINK_INVALID'))
    await assert.rejects(
      people.links.redeem(secret, { id: 'late', name: '' }),
      code('LINK_INVALID'),
    )
  })

  it('a name is given once, never to a part of the service, and not again after removal', async () => {
    const invite = (id: string) =>
      people.links.invite({ id, name: '', roles: ['viewer'] }, 'hanako')
    for (const id of ['detector', 'operator', 'A', 'x', 'a b', "a'; drop table people--", '../a'])
      await assert.rejects(invite(id), code('PERSON_ID_INVALID'), id)
    await invite('jiro')
    await assert.rejects(invite('jiro'), code('PERSON_ID_TAKEN'))
    await people.directory.remove('jiro', 'hanako')
    await assert.rejects(invite('jiro'), code('PERSON_ID_TAKEN'))
  })

  it('the last administrator can neither go nor give the role away, two at once neither', async () => {
    const first = (await people.directory.list())[0]!.id
    await assert.rejects(people.directory.remove(first, first), code('LAST_ADMINISTRATOR'))
    await assert.rejects(
      people.directory.setRoles(first, ['viewer'], first),
      code('LAST_ADMINISTRATOR'),
    )
    await people.links.invite({ id: 'saburo', name: '', roles: ['administrator'] }, first)
    const results = await Promise.allSettled([
      people.directory.setRoles(first, ['viewer'], 'saburo'),
      people.directory.setRoles('saburo', ['viewer'], first),
    ])
    assert.equal(results.filter(({ status }) => status === 'rejected').length, 1)
    await people.directory.setRoles(first, ROLES, 'saburo').catch(() => undefined)
    assert.equal(await people.directory.hasAdministrator(), true)
  })

  it('a session ends when idle, when old, when the person is removed, and everywhere at once', async () => {
    await people.links.invite({ id: 'shiro', name: '', roles: ['analyst'] }, 'hanako')
    const idle = await people.sessions.begin('shiro', 'passkey')
    clock.advance(HOUR_MS - 1)
    assert.ok(await people.sessions.find(idle))
    clock.advance(HOUR_MS)
    assert.equal(await people.sessions.find(idle), undefined)

    let busy = await people.sessions.begin('shiro', 'passkey')
    for (let minutes = 0; minutes < 12 * 60 - 10; minutes += 10) {
      const found = await people.sessions.find(busy)
      assert.ok(found, `after ${minutes} minutes`)
      busy = found.rotatedSecret ?? busy
      clock.advance(10 * MINUTE_MS)
    }
    clock.advance(10 * MINUTE_MS)
    assert.equal(await people.sessions.find(busy), undefined)

    const two = [
      await people.sessions.begin('shiro', 'link'),
      await people.sessions.begin('shiro', 'link'),
    ]
    assert.equal((await people.sessions.list('shiro')).length, 2)
    await people.sessions.endAll('shiro')
    for (const secret of two) assert.equal(await people.sessions.find(secret), undefined)

    const last = await people.sessions.begin('shiro', 'link')
    await people.directory.remove('shiro', 'hanako')
    assert.equal(await people.sessions.find(last), undefined)
  })

  it('a session changes its secret; the one before is good for a moment only', async () => {
    await people.links.invite({ id: 'goro', name: '', roles: ['analyst'] }, 'hanako')
    const before = await people.sessions.begin('goro', 'passkey')
    clock.advance(16 * MINUTE_MS)
    const after = (await people.sessions.find(before))?.rotatedSecret
    assert.ok(after && after !== before)
    assert.equal((await people.sessions.find(before))?.rotatedSecret, undefined)
    clock.advance(2 * MINUTE_MS)
    assert.equal(await people.sessions.find(before), undefined)
    assert.ok(await people.sessions.find(after))
  })

  it('however often somebody signs in, a bounded number of sessions stays', async () => {
    for (let i = 0; i < 25; i++) await people.sessions.begin('goro', 'link')
    assert.equal((await people.sessions.list('goro')).length, 20)
  })

  it('a token expires, can be revoked, and reaches no further than its person', async () => {
    const goro = await people.directory.get('goro')
    const roles = ['viewer', 'administrator'] as const
    const { secret, id } = await people.tokens.make(goro, { label: 'siem', roles, days: 1 })
    const found = await people.tokens.find(secret)
    const { reach, isProven } = principalOfToken(found!)
    assert.equal(isProven, false, 'made by somebody at the machine')
    assert.deepEqual([...reach], ['viewer'])
    await people.tokens.revoke('goro', id)
    assert.equal(await people.tokens.find(secret), undefined)
    const short = await people.tokens.make(goro, { label: 'x', roles: ['viewer'], days: 1 })
    clock.advance(DAY_MS)
    assert.equal(await people.tokens.find(short.secret), undefined)
    for (const days of [0, 367, 1.5])
      await assert.rejects(
        people.tokens.make(goro, { label: 'x', roles: ['viewer'], days }),
        code('TOKEN_INVALID'),
      )
  })

  it('guessing is locked out, many at once as well, and the lock opens with time', async () => {
    const wrong = () => people.attempts.guard('192.0.2.7', () => people.links.look('wrong'))
    const results = await Promise.allSettled(Array.from({ length: 30 }, wrong))
    const codes = results.map((result) => result.status === 'rejected' && result.reason.code)
    assert.equal(codes.filter((one) => one === 'LINK_INVALID').length, 10)
    assert.equal(codes.filter((one) => one === 'SIGN_IN_LIMITED').length, 20)
    await assert.rejects(
      people.attempts.guard('192.0.2.8', () => people.links.look('wrong')),
      code('LINK_INVALID'),
    )
    clock.advance(5 * MINUTE_MS)
    await assert.rejects(wrong(), code('LINK_INVALID'))
    for (let nth = 0; nth < 10; nth++) people.attempts.fail(`2001:db8:7::${nth}`)
    assert.throws(() => people.attempts.fail('2001:db8:7:5::1'), code('SIGN_IN_LIMITED'))
    people.attempts.fail('2001:db8:8::1')
  })

  it('an identity of a provider is nobody without a mapping, and follows the mapping afterwards', async () => {
    const identity = {
      issuer: 'https://id.example',
      subject: '42',
      proposedId: 'Rokuro.Sato@isp.example',
      name: 'Rokuro',
    }
    const enter = (roles: readonly (typeof ROLES)[number][]) =>
      people.openId.enter({ ...identity, roles })
    await assert.rejects(enter([]), code('PERSON_NOT_INVITED'))
    assert.equal(await enter(['analyst']), 'rokuro.sato')
    assert.equal(await enter(['approver']), 'rokuro.sato')
    assert.deepEqual((await people.directory.get('rokuro.sato')).roles, ['approver'])
    await assert.rejects(enter([]), code('PERSON_NOT_INVITED'))
    await assert.rejects(people.openId.connect('goro', identity), code('SIGN_IN_REFUSED'))
    const second = { ...identity, subject: '43', roles: ['viewer'] as const }
    assert.equal(await people.openId.enter(second), 'rokuro.sato2')
  })

  it('the first administrator keeps what is his when he connects a provider', async () => {
    const first = (await people.directory.list())[0]!.id
    const before = await people.directory.get(first)
    const identity = { issuer: 'https://id.example', subject: '1', proposedId: '', name: '' }
    await people.openId.connect(first, identity)
    assert.equal(await people.openId.enter({ ...identity, roles: [] }), first)
    assert.deepEqual((await people.directory.get(first)).roles, before.roles)
  })

  it('an answer to no challenge, or to somebody else’s, signs nobody in', async () => {
    const goro = await people.directory.get('goro')
    const options = await people.passkeys.beginRegistration(goro, site)
    const answer = (challenge: string) => ({
      id: 'x',
      response: {
        clientDataJSON: Buffer.from(JSON.stringify({ challenge })).toString('base64url'),
      },
    })
    for (const response of [undefined, {}, answer('unknown'), answer(options.challenge)])
      await assert.rejects(people.passkeys.finishSignIn(site, response), code('SIGN_IN_REFUSED'))
    await assert.rejects(
      people.passkeys.beginSignIn({ hostname: '127.0.0.1', origin: 'http://127.0.0.1' }),
      code('PASSKEY_SITE_UNSUITABLE'),
    )
  })

  it('no secret is in the database, and its history cannot be rewritten', async () => {
    const goro = await people.directory.get('goro')
    const secrets = [
      await people.sessions.begin('goro', 'link'),
      (await people.tokens.make(goro, { label: 'x', roles: ['viewer'], days: 9 })).secret,
      (await people.links.makeFor(goro, 'hanako')).secret,
    ]
    for (const table of ['person_sessions', 'person_tokens', 'person_links']) {
      const { rows } = await sql`select * from ${sql.table(table)}`.execute(database)
      for (const secret of secrets) assert.ok(!JSON.stringify(rows).includes(secret), table)
    }
    await assert.rejects(sql`delete from person_events`.execute(database), /append-only/)
  })

  it('an administrator does not judge and a privacy officer does not look, unless somebody says so', () => {
    assert.deepEqual([...reachOf(['administrator'])], ['administrator', 'viewer'])
    assert.deepEqual([...reachOf(['privacy-officer'])], ['privacy-officer', 'viewer'])
    assert.ok(reachOf(['approver']).has('analyst'))
    assert.equal(reachOf([]).size, 0)
  })
})
