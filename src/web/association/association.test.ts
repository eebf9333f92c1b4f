import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { temporaryDirectory } from '../../../tools/testing/noroshi-process.ts'
import { HUB_ERROR_CODES } from '../../gate/hub/errors.ts'
import { joined, LOG_POLICY } from '../../gate/hub/hub.fixture.ts'
import { verifyProof } from '../../gate/log/offline-proof.ts'
import { HOUSE_ROLES, PEOPLE_ERROR_CODES, reachOf } from '../../people/index.ts'
import { listRoutes } from '../access/list-routes.fixture.ts'
import { WEB_ERROR_CODES } from '../problems/errors.ts'
import { AssociationFixture, codeOf } from './association.fixture.ts'
import { ASSOCIATION_PROBLEMS } from './problems.ts'
import { ASSOCIATION_ROUTE_ROLES } from './route-roles.ts'

describe('the association’s console', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let house: AssociationFixture
  let routes: string[]
  const profile = (id: string) => ({
    id,
    name: 'ISP 壱',
    group: 'One group',
    sector: 'telecom',
    roles: ['analysing', 'receiving'],
    uses: ['notify-subscribers'],
    ownPrefixes: ['198.51.100.0/24'],
    interestPrefixes: null,
    contacts: ['noc@isp.example'],
    basis: 'agreement 2026-07',
    endsAt: '2027-09-30T00:00:00.000Z',
  })

  before(async () => {
    directory = await temporaryDirectory()
    house = await AssociationFixture.open(directory.path, (count) => randomBytes(count))
    routes = listRoutes(house.server)
  })
  after(async () => {
    await house?.[Symbol.asyncDispose]()
    await directory[Symbol.asyncDispose]()
  })

  it('no route is without a declared need, and the table names no route that is not there', () => {
    assert.ok(routes.length > 30, routes.join('\n'))
    assert.deepEqual(
      routes.filter((route) => ASSOCIATION_ROUTE_ROLES[route] === undefined),
      [],
    )
    const there = new Set([...routes, 'GET /*'])
    const missing = Object.keys(ASSOCIATION_ROUTE_ROLES).filter((route) => !there.has(route))
    assert.deepEqual(missing, [])
  })

  it('nobody, a stranger’s cookie and a member’s token reach nothing that is not for anyone', async () => {
    for (const route of routes) {
      const [method, pattern] = route.split(' ') as [string, string]
      if (ASSOCIATION_ROUTE_ROLES[route] === 'anyone') continue
      for (const headers of [
        {},
        { cookie: `noroshi-association-session=${'A'.repeat(43)}` },
        // Of a provider's console on the same machine.
        { cookie: (await house.cookieOf('root')).replace('-association', '') },
        { authorization: 'Basic cm9vdDpyb290' },
      ] as Record<string, string>[]) {
        const answer = await house.ask(method, pattern.replace(/:\w+/g, 'x'), headers)
        assert.equal(codeOf(answer), 'SIGN_IN_REQUIRED', `${route} ${JSON.stringify(headers)}`)
      }
    }
    await joined(house.hub, 'outsider')
    const token = await house.hub.tokens.make('outsider', 'taxii', 1, 'a test')
    const answer = await house.ask('GET', '/api/v1/members', { authorization: `Bearer ${token}` })
    assert.equal(codeOf(answer), 'SIGN_IN_REQUIRED')
  })

  it('on every route each role is let in where the table says so, and nowhere else', async () => {
    for (const role of [...HOUSE_ROLES.association, 'nobody'] as const) {
      const cookie = await house.cookieOf(role)
      const reach = reachOf(role === 'nobody' ? [] : [role])
      for (const route of routes) {
        const need = ASSOCIATION_ROUTE_ROLES[route]!
        // These end the session that the walk needs.
        if (need === 'anyone' || /sign-out/.test(route)) continue
        const [method, pattern] = route.split(' ') as [string, string]
        const answer = await house.ask(method, pattern.replace(/:\w+/g, 'x'), { cookie })
        const isRefused = codeOf(answer) === 'ROLE_MISSING' || answer.statusCode === 401
        const isAllowed = need === 'session' || reach.has(need)
        assert.equal(isRefused, !isAllowed, `${role} ${route} ${answer.body.slice(0, 120)}`)
      }
    }
  })

  it('says which house it is, and gives no role of the other', async () => {
    assert.equal((await house.ask('GET', '/api/v1/session', {})).json().house, 'association')
    const cookie = await house.cookieOf('root')
    const invitation = { id: 'stranger', name: '', roles: ['analyst'] }
    const answer = await house.ask('POST', '/api/v1/people', { cookie }, invitation)
    assert.equal(codeOf(answer), 'ROLE_FOREIGN')
    const auditor = await house.cookieOf('auditor')
    const role = { id: 'newcomer', name: '', roles: ['officer'] }
    assert.equal((await house.ask('POST', '/api/v1/people', { cookie }, role)).statusCode, 200)
    const record = await house.ask('GET', '/api/v1/record/people?limit=1', { cookie: auditor })
    const [{ actor, kind, personId, roles }] = record.json().events
    assert.deepEqual([actor, kind, personId, roles], ['root', 'invited', 'newcomer', ['officer']])
    const earlier = `/api/v1/record/people?limit=1&cursor=${record.json().nextCursor}`
    const [before] = (await house.ask('GET', earlier, { cookie: auditor })).json().events
    assert.equal(before.personId, 'nobody')
  })

  it('a member is added, changed, suspended, resumed and invited by whoever signed in', async () => {
    const cookie = await house.cookieOf('officer')
    const post = (path: string, body: unknown = {}) =>
      house.ask('POST', `/api/v1/members${path}`, { cookie }, body)
    const added = await post('', { ...profile('isp-one'), actor: 'root' })
    assert.match(added.json().secret, /^[\w-]{43}$/)
    assert.equal(codeOf(await post('', profile('isp-one'))), 'MEMBER_ID_TAKEN')
    assert.equal((await house.hub.members.get('isp-one')).vetting.by, 'only-officer')

    assert.equal(
      codeOf(await post('/isp-one/suspend', { reason: 'early' })),
      'MEMBER_NOT_IN_STANDING',
    )
    await joined(house.hub, 'isp-two')
    for (const [path, body] of [
      ['/isp-two/change', { name: 'ISP 弐', uses: ['research'] }],
      ['/isp-two/suspend', { reason: 'its key was stolen' }],
      ['/isp-two/resume', { reason: 'a new key' }],
      ['/isp-two/invite', {}],
      ['/isp-two/tokens', { face: 'taxii', days: 3 }],
    ] as const)
      assert.equal((await post(path, body)).statusCode, 200, path)
    const seen = (await house.ask('GET', '/api/v1/members/isp-two', { cookie })).json()
    assert.deepEqual([seen.member.name, seen.member.uses], ['ISP 弐', ['research']])
    assert.equal(seen.member.vetting.by, 'Sato', 'who changes the name has not vetted anew')
    const own = seen.events.filter(({ actor }: { actor: string }) => actor === 'only-officer')
    assert.deepEqual(
      own.map(({ kind }: { kind: string }) => kind),
      ['token-made', 'member-invited', 'member-resumed', 'member-suspended', 'member-changed'],
    )
    await post('/isp-two/change', { endsAt: '2027-11-01T00:00:00Z' })
    const { vetting } = await house.hub.members.get('isp-two')
    assert.deepEqual(vetting, { by: 'only-officer', basis: 'agreement 2026-07' })
  })

  it('what a record may not hold is refused with its code, and nothing is changed', async () => {
    const cookie = await house.cookieOf('officer')
    const post = (path: string, body: unknown) =>
      house.ask('POST', `/api/v1/members${path}`, { cookie }, body)
    for (const change of [
      { id: 'A B' },
      { id: '../x' },
      { ownPrefixes: ['not a prefix'] },
      { endsAt: '2020-01-01T00:00:00Z' },
      { endsAt: '2099-01-01T00:00:00Z' },
    ])
      assert.equal(codeOf(await post('', { ...profile('isp-bad'), ...change })), 'MEMBER_INVALID')
    for (const change of [
      { roles: [] },
      { roles: ['owner'] },
      { uses: ['blocking'] },
      { contacts: [] },
      { name: ' \0 ' },
      { name: 'x'.repeat(201) },
      { sector: 'bank' },
      { endsAt: 'tomorrow' },
    ])
      assert.equal(codeOf(await post('', { ...profile('isp-bad'), ...change })), 'BODY_INVALID')
    assert.equal(codeOf(await post('/isp-two/suspend', { reason: ' ' })), 'BODY_INVALID')
    assert.equal(codeOf(await post('/nobody/suspend', { reason: 'x' })), 'MEMBER_NOT_FOUND')
    assert.equal(await house.hub.members.find('isp-bad'), undefined)
  })

  it('hostile text is kept as text, found as text, and never reaches the log', async () => {
    const cookie = await house.cookieOf('officer')
    const hostile = `<img src=x onerror=alert(1)>'"; drop table hub_members--\u202e\ud800\0`
    const body = { ...profile('isp-evil'), name: hostile, contacts: [hostile] }
    assert.equal((await house.ask('POST', '/api/v1/members', { cookie }, body)).statusCode, 200)
    const shown = await house.ask('GET', '/api/v1/members/isp-evil', { cookie })
    assert.match(String(shown.headers['content-type']), /^application\/json/)
    assert.ok(shown.json().member.name.startsWith('<img src=x onerror=alert(1)>'))
    for (const search of [hostile, '%', '\\', '$1', '8.8.8.8 or 1=1']) {
      const query = encodeURIComponent(search.replace('\ud800', '').replace('\0', ''))
      const found = await house.ask('GET', `/api/v1/warnings?search=${query}`, { cookie })
      assert.equal(found.json().total, 0, search)
    }
    for (const path of [
      '/members/%00',
      '/warnings/%00',
      '/record?actor=%00',
      '/warnings?search=%00',
    ]) {
      const answer = await house.ask('GET', `/api/v1${path}`, {
        cookie: await house.cookieOf('root'),
      })
      assert.equal(answer.statusCode, 400, path)
    }
    assert.equal((await house.hub.members.list()).length > 0, true)
    assert.doesNotMatch(house.log.join(''), /onerror/)
  })

  it('another site can neither act nor read, whoever is signed in', async () => {
    const cookie = await house.cookieOf('officer')
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
    ] as Record<string, string>[])
      for (const path of ['/members/isp-two/suspend', '/ledger/chase', '/sign-in/link']) {
        const answer = await house.ask(
          'POST',
          `/api/v1${path}`,
          { cookie, ...headers },
          { reason: 'x', memberId: 'isp-two' },
        )
        assert.ok(['ORIGIN_REFUSED', 'CONTENT_TYPE_REFUSED'].includes(codeOf(answer)!), path)
      }
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { host: 'rebound.example' }])
      assert.ok(
        (await house.ask('GET', '/api/v1/members', { cookie, ...headers })).statusCode >= 400,
      )
    assert.equal((await house.hub.members.get('isp-two')).status, 'active')
  })

  it('who speaks for a warning is shown to an officer, and the look is in the auditor’s record', async () => {
    const one = house.world.fresh()
    await joined(house.hub, 'isp-three')
    await house.world.take('isp-three', one)
    const viewer = await house.cookieOf('viewer')
    const officer = await house.cookieOf('officer')
    const auditor = await house.cookieOf('auditor')
    const detail = await house.ask('GET', `/api/v1/warnings/${one.id}`, { cookie: viewer })
    assert.deepEqual(detail.json().voices, { members: 1, groups: 1 })
    const list = await house.ask('GET', '/api/v1/warnings', { cookie: viewer })
    assert.deepEqual(list.json().warnings[0].id, one.id)
    const path = `/api/v1/warnings/${one.id}/sources`
    assert.equal(codeOf(await house.ask('POST', path, { cookie: viewer })), 'ROLE_MISSING')
    assert.equal(codeOf(await house.ask('POST', path, { cookie: auditor })), 'ROLE_MISSING')
    const sources = (await house.ask('POST', path, { cookie: officer })).json().sources
    assert.deepEqual(sources[0].memberId, 'isp-three')
    assert.equal(
      codeOf(await house.ask('POST', '/api/v1/warnings/x/sources', { cookie: officer })),
      'HUB_NOT_FOUND',
    )
    const record = await house.ask('GET', '/api/v1/record?kind=sources-shown', { cookie: auditor })
    assert.deepEqual(
      record.json().events.map(({ actor }: { actor: string }) => actor),
      ['only-officer'],
    )
    assert.ok(!record.body.includes(one.id))
  })

  it('a proof and a checkpoint are files that anybody can check without us', async () => {
    const cookie = await house.cookieOf('viewer')
    const one = house.world.fresh()
    await house.world.take('isp-three', one)
    const proof = await house.ask('GET', `/api/v1/warnings/${one.id}/proof`, { cookie })
    assert.match(
      String(proof.headers['content-disposition']),
      /attachment; filename="entry-\d+\.tlog-proof"/,
    )
    assert.equal(verifyProof(proof.body, LOG_POLICY).statement.id, one.id)
    const state = (await house.ask('GET', '/api/v1/log', { cookie })).json()
    const checkpoint = await house.ask('GET', '/api/v1/log/checkpoint', { cookie })
    assert.equal(checkpoint.body, state.checkpoint)
  })

  it('an owner is heard: one officer proposes, and nobody but another person decides', async () => {
    const one = house.world.fresh()
    await house.world.take('isp-three', one)
    const officer = await house.cookieOf('officer')
    const reviewer = await house.cookieOf('reviewer')
    const viewer = await house.cookieOf('viewer')
    const post = (cookie: string, path: string, body: unknown = {}) =>
      house.ask('POST', `/api/v1${path}`, { cookie }, body)
    const secret = await house.disputes.open(one.address, one.port)
    const { claim } = await house.disputes.view(secret)
    const contact = { reference: claim.id, how: 'Called back at the registered number' }
    assert.equal(codeOf(await post(viewer, '/claims/contact', contact)), 'ROLE_MISSING')
    assert.equal((await post(officer, '/claims/contact', contact)).statusCode, 200)
    const statement = '<script>alert(1)</script> The machine was cleaned.'
    const id = await house.disputes.file(secret, {
      warningId: one.id,
      statement,
      contact: 'owner@example.net',
    })
    assert.equal((await house.hub.list.find(one.id))?.status, 'disputed')
    const list = (await house.ask('GET', '/api/v1/disputes', { cookie: viewer })).json()
    assert.deepEqual([list.open, list.disputes[0].id, list.disputes[0].isOverdue], [1, id, false])

    const act = (cookie: string, name: string, body: unknown = {}) =>
      post(cookie, `/disputes/${id}/${name}`, body)
    const proposal = { outcome: 'released', reason: 'not-a-controller-any-more' }
    assert.equal((await act(officer, 'take')).statusCode, 200)
    const unfit = { ...proposal, outcome: 'rejected' }
    assert.equal(codeOf(await act(officer, 'propose', unfit)), 'DISPUTE_REASON_UNFIT')
    assert.equal((await act(reviewer, 'propose', { ...proposal, actor: 'root' })).statusCode, 200)
    assert.equal(codeOf(await act(officer, 'decide')), 'ROLE_MISSING')
    assert.equal(codeOf(await act(reviewer, 'decide')), 'DISPUTE_OFFICER_SAME')
    assert.equal((await act(officer, 'send-back', { text: 'I propose it' })).statusCode, 200)
    assert.equal((await act(officer, 'propose', proposal)).statusCode, 200)
    assert.equal((await act(reviewer, 'decide', { text: 'You are right' })).statusCode, 200)
    assert.equal((await house.hub.list.find(one.id))?.status, 'released')
    assert.equal(codeOf(await act(reviewer, 'decide')), 'DISPUTE_NOT_NOW')
    const shown = (await house.ask('GET', `/api/v1/disputes/${id}`, { cookie: viewer })).json()
    assert.deepEqual(
      shown.events.map(({ actor, kind }: { actor: string; kind: string }) => `${actor} ${kind}`),
      [
        'owner filed',
        'only-officer taken',
        'only-reviewer proposed',
        'only-officer returned',
        'only-officer proposed',
        'only-reviewer decided',
      ],
    )
    assert.equal(shown.texts[0].body, statement)
    const heard = await house.ask('GET', `/api/v1/disputes/${id}`, { cookie: officer })
    assert.ok(heard.body.includes('owner@example.net'))
    assert.ok(!JSON.stringify(shown).includes('owner@example.net'), 'a viewer reaches no owner')
    assert.equal(shown.dispute.proof.officer, 'only-officer')
    // The record of the warning names its disputes, and nothing that an owner wrote.
    const merged = await house.ask('GET', `/api/v1/warnings/${one.id}`, { cookie: viewer })
    const [named, ...none] = merged.json().disputes
    assert.deepEqual([named.id, named.status, none.length], [id, 'released', 0])
    assert.ok(!/machine was cleaned|owner@example.net/.test(merged.body))
    assert.equal(codeOf(await act(officer, 'reopen', { text: 'x' })), 'ROLE_MISSING')
    assert.equal(codeOf(await post(officer, '/disputes/none/take')), 'DISPUTE_NOT_FOUND')
  })

  it('the overview, the ledger, the flow, the statistics and the description answer as described', async () => {
    const cookie = await house.cookieOf('root')
    for (const path of [
      'overview',
      'ledger',
      'flow?hours=24',
      'statistics',
      'log',
      'record',
      'openapi.json',
    ]) {
      const answer = await house.ask('GET', `/api/v1/${path}`, { cookie })
      assert.equal(answer.statusCode, 200, `${path} ${answer.body.slice(0, 200)}`)
    }
    const document = (await house.ask('GET', '/api/v1/openapi.json', { cookie })).json()
    assert.equal(document.paths['/api/v1/ledger/chase'].post.operationId, 'chaseMember')
    const chase = { memberId: 'isp-three' }
    assert.equal(
      (await house.ask('POST', '/api/v1/ledger/chase', { cookie }, chase)).statusCode,
      200,
    )
  })

  it('every refusal has a status and both texts; what a person cannot meet is a fault and says nothing', () => {
    const { status, texts } = ASSOCIATION_PROBLEMS
    assert.deepEqual(Object.keys(status).sort(), Object.keys(texts).sort())
    for (const code of [...WEB_ERROR_CODES, ...PEOPLE_ERROR_CODES]) assert.ok(texts[code], code)
    const met = HUB_ERROR_CODES.filter((code) => texts[code])
    assert.ok(met.length >= 6)
    for (const code of met) {
      assert.match(texts[code]!.en, /^[\x20-\x7e]+\.$/, code)
      assert.match(texts[code]!.ja, /[ぁ-ん].*。$/, code)
    }
  })
})
