import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { publishTemplates } from '../measures/consent/terms.fixture.ts'
import { type Fixture, openFixture } from './ports.fixture.ts'
import type { Api } from './routes/route.ts'
import { createPublicServer } from './server.ts'

const HOST = 'localhost:8080'
const OWN = { host: HOST, origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' }

describe('the subscriber’s own page', () => {
  let fixture: Fixture
  let server: Api
  let cookie = ''

  before(async () => {
    fixture = await openFixture()
    server = await createPublicServer({
      ...fixture.ports,
      signIn: { anonymous: null, isSecure: false },
    })
    const { consent } = fixture.ports
    await publishTemplates(consent, 'block-address', 'device-alerts')
    await consent.assign([
      { subscriber: 'line-1', prefixes: ['198.51.100.1'], channel: 'api', actor: 'radius' },
    ])
  })
  after(async () => {
    await server.close()
    await fixture[Symbol.asyncDispose]()
  })

  const get = (url: string, headers: Record<string, string> = {}) =>
    server.inject({ method: 'GET', url, headers: { host: HOST, cookie, ...headers } })
  const send = (url: string, form: Record<string, string>, headers: Record<string, string> = OWN) =>
    server.inject({
      method: 'POST',
      url,
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(form).toString(),
    })
  const link = async (): Promise<string> =>
    (await fixture.ports.subscriberLinks.make('line-1', 1, 'portal')).secret
  const standing = () => fixture.ports.consent.standing('line-1')

  it('nobody is let in without a link, and a link works once', async () => {
    assert.equal((await get('/my/consent')).statusCode, 401)
    assert.equal((await get(`/my/link/${'A'.repeat(43)}`)).statusCode, 403)
    const secret = await link()
    for (const _ of [1, 2]) {
      const opened = await get(`/my/link/${secret}`)
      assert.equal(opened.statusCode, 200)
      assert.match(opened.body, /<button/)
    }
    const entered = await send('/my/enter?lang=en', { secret })
    assert.deepEqual([entered.statusCode, entered.headers.location], [303, '/my/consent?lang=en'])
    const set = String(entered.headers['set-cookie'])
    assert.match(set, /HttpOnly/)
    assert.match(set, /SameSite=Strict/)
    assert.match(set, /Path=\/my/)
    cookie = set.split(';')[0]!
    assert.equal((await send('/my/enter', { secret })).statusCode, 403)
  })

  it('shows in plain words what can be chosen, without a script, and in both languages', async () => {
    const ja = await get('/my/consent')
    assert.match(ja.body, /料金もサービスも変わりません/)
    assert.match(ja.body, /まだ選ばれていません/)
    const en = await get('/my/consent', { 'accept-language': 'en-GB' })
    assert.match(en.body, /stay the same whatever you choose/)
    for (const page of [ja, en]) {
      assert.doesNotMatch(page.body, /<script|\son\w+=|style=/i)
      assert.match(String(page.headers['content-security-policy']), /form-action 'self'/)
      assert.equal(page.headers['cache-control'], 'no-store')
      assert.equal(page.headers['referrer-policy'], 'same-origin')
      assert.doesNotMatch(page.body, /198\.51\.100/, 'an address is of no use to a reader')
    }
  })

  it('agrees to the words that were shown and to no others, pauses, and withdraws', async () => {
    const { id: terms, digest } = fixture.ports.consent.book.terms.latest('block-address')!
    const page = '/my/consent?lang=en'
    const agree = (of: string) => ({ word: `agree block-address ${terms} ${of}` })
    for (const wrong of ['', 'b'.repeat(64)]) {
      const refused = await send(page, agree(wrong))
      assert.equal(refused.statusCode, 409)
      assert.match(String(refused.headers['content-type']), /html/)
    }
    assert.equal(standing().answers.size, 0)
    const agreed = await send(page, agree(digest))
    assert.ok(agreed.body.includes(standing().head.slice(0, 16)), 'the receipt')
    const [event] = (await fixture.ports.consent.history('line-1')).slice(-1)
    assert.deepEqual(
      [event!.channel, event!.actor, event!.fact.kind === 'granted' && event!.fact.language],
      ['page', 'subscriber', 'en'],
    )
    assert.equal(fixture.ports.consent.grants('block-address').length, 1)
    const paused = await send('/my/consent', { word: 'pause 24' })
    assert.match(paused.body, /遮断を止めています/)
    assert.equal((await send('/my/consent', { word: 'pause many' })).statusCode, 400)
    await send('/my/consent', { word: 'resume' })
    assert.equal(standing().pausedUntilMs, null)
    await send('/my/consent', { word: 'withdraw block-address' })
    assert.deepEqual(fixture.ports.consent.grants('block-address'), [])
  })

  it('no other site can press a button, and forms are taken nowhere else', async () => {
    const { sequence } = standing()
    const form = { word: 'withdraw device-alerts' }
    for (const headers of [
      { ...OWN, origin: 'https://evil.example' },
      { ...OWN, 'sec-fetch-site': 'cross-site' },
      { ...OWN, origin: 'null' },
    ])
      assert.equal((await send('/my/consent', form, headers)).statusCode, 403)
    const elsewhere = await send('/api/v1/consent/withdraw', { ...form, subscriber: 'line-1' })
    assert.equal(elsewhere.statusCode, 415)
    assert.equal(standing().sequence, sequence)
  })

  it('what is written into a form is shown to nobody as markup, and too much of it is refused', async () => {
    const nasty = '"><script>alert(1)</script>'
    const words = [
      '',
      'agree ',
      'agree device-alerts ',
      'agree device-alerts x ',
      'pause ',
      '__proto__ ',
    ]
    for (const before of words)
      for (const url of [
        '/my/consent',
        '/my/enter',
        `/my/consent?lang=${encodeURIComponent(nasty)}`,
      ]) {
        const answer = await send(url, { word: before + nasty, secret: nasty })
        assert.ok(answer.statusCode < 500, `${url} ${before}`)
        assert.doesNotMatch(answer.body, /<script/)
      }
    assert.equal((await send('/my/consent', { word: 'x'.repeat(5_000) })).statusCode, 413)
    assert.doesNotMatch((await get(`/my/link/${encodeURIComponent(nasty)}`)).body, /<script/)
  })

  it('leaving ends the visit', async () => {
    const before = cookie
    const left = await send('/my/consent', { word: 'leave' })
    assert.match(String(left.headers['set-cookie']), /noroshi-visit=;/)
    cookie = before
    assert.equal((await get('/my/consent')).statusCode, 401)
  })
})
