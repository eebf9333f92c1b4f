import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { InjectOptions } from 'fastify'
import { caseIdOf } from '../../cases/registry/case-id.ts'
import { HOUSE_ROLES, type Role, reachOf } from '../../people/roles.ts'
import { candidate, type Fixture, openFixture } from '../ports.fixture.ts'
import type { Api } from '../routes/route.ts'
import { createPublicServer } from '../server.ts'
import { listRoutes } from './list-routes.fixture.ts'
import { ROUTE_ROLES } from './route-roles.ts'

const ROLES = HOUSE_ROLES.operator
const HOST = 'localhost:8080'
const ORIGIN = `http://${HOST}`

describe('who may do what', () => {
  let fixture: Fixture
  let server: Api
  /** As the router prints them: every method and pattern that the server answers. */
  const routes: string[] = []

  before(async () => {
    fixture = await openFixture()
    const signIn = { anonymous: null, isSecure: false }
    server = await createPublicServer({ ...fixture.ports, signIn })
    routes.push(...listRoutes(server))
    await fixture.propose([candidate(443), candidate(80), candidate(6667)])
    const { links } = fixture.ports.people
    const { secret } = await links.makeFirst()
    await links.redeem(secret, { id: 'root', name: 'Root' })
    for (const role of ROLES)
      await links.invite({ id: idOf(role), name: '', roles: [role] }, 'root')
    await links.invite({ id: 'nobody', name: '', roles: [] }, 'root')
  })
  after(async () => {
    await server.close()
    await fixture[Symbol.asyncDispose]()
  })

  const idOf = (role: Role): string => `only-${role}`
  const cookieOf = async (id: string): Promise<string> =>
    `noroshi-session=${await fixture.ports.people.sessions.begin(id, 'passkey')}`
  const ask = (
    method: string,
    url: string,
    headers: Record<string, string>,
    payload: object = {},
  ) =>
    server.inject({
      method: method as NonNullable<InjectOptions['method']>,
      url,
      headers: { host: HOST, origin: ORIGIN, 'content-type': 'application/json', ...headers },
      ...(method === 'GET' || method === 'HEAD' ? {} : { payload: JSON.stringify(payload) }),
    })
  const codeOf = (answer: { body: string }): string | undefined => {
    try {
      return JSON.parse(answer.body).code
    } catch {
      return undefined
    }
  }

  it('no route is without a declared need', () => {
    assert.ok(routes.length > 40, routes.join('\n'))
    assert.deepEqual(
      routes.filter((route) => ROUTE_ROLES[route] === undefined),
      [],
    )
  })

  it('nobody, a stranger’s cookie and a stranger’s token reach nothing that is not for anyone', async () => {
    for (const route of routes) {
      const [method, pattern] = route.split(' ') as [string, string]
      if (ROUTE_ROLES[route] === 'anyone') continue
      for (const headers of [
        {},
        { cookie: `noroshi-session=${'A'.repeat(43)}` },
        { cookie: 'noroshi-session=' },
        { authorization: 'Basic cm9vdDpyb290' },
      ] as Record<string, string>[]) {
        const answer = await ask(method, pattern.replace(/:\w+/g, 'x'), headers)
        assert.equal(codeOf(answer), 'SIGN_IN_REQUIRED', `${route} ${JSON.stringify(headers)}`)
        assert.equal(answer.statusCode, 401)
      }
    }
  })

  it('on every route each role is let in where the table says so, and nowhere else', async () => {
    for (const role of [...ROLES, undefined]) {
      const cookie = await cookieOf(role ? idOf(role) : 'nobody')
      const reach = reachOf(role ? [role] : [])
      for (const route of routes) {
        const need = ROUTE_ROLES[route]!
        // These end the session that the walk needs.
        if (need === 'anyone' || /sign-out/.test(route)) continue
        const [method, pattern] = route.split(' ') as [string, string]
        const answer = await ask(method, pattern.replace(/:\w+/g, 'x'), { cookie })
        const isRefused = codeOf(answer) === 'ROLE_MISSING' || answer.statusCode === 401
        const isAllowed = need === 'session' || reach.has(need)
        assert.equal(isRefused, !isAllowed, `${role} ${route} ${answer.body.slice(0, 120)}`)
      }
    }
  })

  it('other spellings of a route, and HEAD, need the same', async () => {
    for (const [method, url] of [
      ['HEAD', '/api/v1/cases'],
      ['GET', '/%61pi/v1/cases'],
      ['GET', '/api/v1/cases?x'],
      ['GET', '/api/v1/%63ases'],
    ] as const)
      assert.equal((await ask(method, url, {})).statusCode, 401, `${method} ${url}`)
    for (const url of ['//api/v1/cases', '/api/v1/cases/', '/api/v1/./cases'])
      assert.ok([401, 404].includes((await ask('GET', url, {})).statusCode), url)
  })

  it('whatever a request says its actor is, the history names who signed in', async () => {
    const cookie = await cookieOf(idOf('analyst'))
    const id = caseIdOf(candidate(443))
    await ask('POST', `/api/v1/cases/${id}/dismiss`, { cookie }, { note: 'shop', actor: 'root' })
    const { history } = await fixture.ports.registry.get(id)
    assert.equal(history.at(-1)!.actor, 'only-analyst')
    await ask('GET', `/api/v1/cases/${id}/activity?actor=root&reason=x`, { cookie })
    assert.equal(fixture.asked.looks.at(-1)!.access.actor, 'only-analyst')
    await ask('GET', `/api/v1/cases/${id}/activity`, { cookie })
    assert.equal(fixture.asked.looks.at(-1)!.access.actor, 'only-analyst')
  })

  it('a token does what its roles and its person’s allow, and makes no further token', async () => {
    const person = await fixture.ports.people.directory.get(idOf('analyst'))
    const { secret } = await fixture.ports.people.tokens.make(person, {
      label: 'siem',
      roles: ['viewer', 'administrator'],
      days: 1,
    })
    const authorization = `Bearer ${secret}`
    assert.equal((await ask('GET', '/api/v1/cases', { authorization })).statusCode, 200)
    assert.equal((await ask('GET', '/metrics', { authorization })).statusCode, 200)
    const id = caseIdOf(candidate(80))
    const confirm = await ask(
      'POST',
      `/api/v1/cases/${id}/confirm`,
      { authorization },
      { note: 'x' },
    )
    assert.equal(codeOf(confirm), 'ROLE_MISSING')
    assert.equal(codeOf(await ask('GET', '/api/v1/people', { authorization })), 'ROLE_MISSING')
    const body = { label: 'x', roles: ['viewer'], days: 1 }
    const another = await ask('POST', '/api/v1/account/tokens', { authorization }, body)
    assert.equal(codeOf(another), 'SIGN_IN_REQUIRED')
  })

  it('a removed person is out at once, with every session and token', async () => {
    const { links, directory, tokens } = fixture.ports.people
    await links.invite({ id: 'leaver', name: '', roles: ['approver'] }, 'root')
    const cookie = await cookieOf('leaver')
    const person = await directory.get('leaver')
    const { secret } = await tokens.make(person, { label: 'x', roles: ['viewer'], days: 9 })
    assert.equal((await ask('GET', '/api/v1/cases', { cookie })).statusCode, 200)
    const root = await cookieOf('root')
    await ask('POST', '/api/v1/people/leaver/remove', { cookie: root })
    assert.equal((await ask('GET', '/api/v1/cases', { cookie })).statusCode, 401)
    const authorization = `Bearer ${secret}`
    assert.equal((await ask('GET', '/api/v1/cases', { authorization })).statusCode, 401)
  })

  it('the first link signs in with a cookie that scripts and other sites cannot use, and once', async () => {
    const { people } = fixture.ports
    const { secret } = await people.links.makeFor(await people.directory.get('root'), 'root')
    const look = await ask('POST', '/api/v1/sign-in/link/look', {}, { secret })
    assert.equal(look.json().person.id, 'root')
    // A session that an attacker planted before signing in is not the one that is signed in.
    const planted = await cookieOf('nobody')
    const answer = await ask('POST', '/api/v1/sign-in/link', { cookie: planted }, { secret })
    const cookie = String(answer.headers['set-cookie'])
    assert.match(cookie, /^noroshi-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    assert.ok(!cookie.includes(planted))
    const state = await ask('GET', '/api/v1/session', { cookie: cookie.split(';')[0]! })
    assert.equal(state.json().person.id, 'root')
    assert.equal(codeOf(await ask('POST', '/api/v1/sign-in/link', {}, { secret })), 'LINK_INVALID')
    const out = await ask('POST', '/api/v1/sign-out', { cookie: cookie.split(';')[0]! })
    assert.match(String(out.headers['set-cookie']), /^noroshi-session=; /)
    const after = await ask('GET', '/api/v1/account', { cookie: cookie.split(';')[0]! })
    assert.equal(after.statusCode, 401)
  })

  it('behind https the cookie is for this host and for https only', async () => {
    const secure = await createPublicServer({
      ...fixture.ports,
      signIn: { anonymous: null, isSecure: true },
    })
    const { links } = fixture.ports.people
    const { secret } = await links.makeFirst()
    const answer = await secure.inject({
      method: 'POST',
      url: '/api/v1/sign-in/link',
      headers: { host: HOST, origin: ORIGIN, 'content-type': 'application/json' },
      payload: JSON.stringify({ secret, id: 'second', name: '' }),
    })
    assert.match(
      String(answer.headers['set-cookie']),
      /^__Host-noroshi-session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    )
    await secure.close()
  })

  it('another site can neither sign somebody in nor use a session', async () => {
    const cookie = await cookieOf('root')
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'content-type': 'text/plain' },
    ] as Record<string, string>[])
      for (const url of ['/api/v1/sign-in/link', '/api/v1/people/nobody/remove']) {
        const answer = await ask('POST', url, { cookie, ...headers }, { secret: 'x' })
        assert.ok([403, 415].includes(answer.statusCode), `${url} ${JSON.stringify(headers)}`)
        assert.ok(['ORIGIN_REFUSED', 'CONTENT_TYPE_REFUSED'].includes(codeOf(answer)!))
      }
    assert.ok(await fixture.ports.people.directory.get('nobody'))
  })

  it('guessing tokens and links is locked out', async () => {
    const remoteAddress = '127.9.9.9'
    const guess = (headers: Record<string, string>, url: string, method: 'GET' | 'POST') =>
      server.inject({
        method,
        url,
        remoteAddress,
        headers: { host: HOST, 'content-type': 'application/json', ...headers },
        ...(method === 'POST' ? { payload: '{"secret":"guess"}' } : {}),
      })
    for (let i = 0; i < 12; i++)
      await guess({ authorization: `Bearer noroshi_${i}` }, '/api/v1/cases', 'GET')
    const last = await guess({ authorization: 'Bearer noroshi_x' }, '/api/v1/cases', 'GET')
    assert.deepEqual([last.statusCode, codeOf(last)], [429, 'SIGN_IN_LIMITED'])
    const link = await guess({}, '/api/v1/sign-in/link', 'POST')
    assert.equal(codeOf(link), 'SIGN_IN_LIMITED')
  })

  it('a way back from the provider that this browser did not begin signs nobody in', async () => {
    for (const [url, cookie] of [
      ['/signed-in?code=x&state=guess', ''],
      ['/signed-in?code=x&state=guess', 'noroshi-journey=guess'],
      ['/signed-in?code=x', 'noroshi-journey='],
      ['/signed-in', ''],
    ] as const) {
      // The provider is another site, so the guard has to let this one in.
      const answer = await ask('GET', url, {
        cookie,
        origin: ORIGIN,
        'sec-fetch-site': 'cross-site',
      })
      assert.equal(answer.statusCode, 302)
      assert.equal(answer.headers.location, '/?refused=SIGN_IN_REFUSED')
      assert.doesNotMatch(String(answer.headers['set-cookie']), /noroshi-session/)
    }
    assert.equal(codeOf(await ask('POST', '/api/v1/sign-in/openid', {})), 'OPENID_UNAVAILABLE')
  })

  it('no secret is logged', () => {
    assert.doesNotMatch(fixture.asked.log.join('\n'), /noroshi_|session=/)
  })
})
