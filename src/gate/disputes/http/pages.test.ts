import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import Fastify, {
  type FastifyInstance,
  type InjectOptions,
  type LightMyRequestResponse,
} from 'fastify'
import { inEveryHome } from '../../../../tools/testing/database-homes.ts'
import { DAY_MS } from '../../../core/time-span.ts'
import { type Database, openDatabase } from '../../../db/database.ts'
import { DisputeWorld } from '../disputes.fixture.ts'
import { DISPUTE_MIGRATIONS } from '../migrations/index.ts'
import { addDisputePages } from './routes.ts'

/** Counts down; a hub has token buckets here. */
class Share {
  left = Number.POSITIVE_INFINITY
  readonly keys = new Set<string>()
  take(key: string): boolean {
    this.keys.add(key)
    return this.left-- > 0
  }
}

inEveryHome('pages of disputes', (home) => {
  let database: Database
  let app: FastifyInstance
  const world = new DisputeWorld()
  const limits = {
    requests: new Share(),
    claims: new Share(),
    claimsOfAddress: new Share(),
    forms: new Share(),
  }

  before(async () => {
    database = await openDatabase(await home.create(), DISPUTE_MIGRATIONS)
    const disputes = world.open(database)
    app = Fastify()
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    const settings = { contact: 'disputes@hub.example.jp', keepTextsDays: 90 }
    addDisputePages(app, { clock: world.clock, disputes, limits, settings })
    await app.ready()
  })
  after(async () => {
    await app.close()
    await database.destroy()
    await home.remove()
  })

  const get = (url: string, headers: Record<string, string> = {}) =>
    app.inject({ method: 'GET', url, headers })
  const post = (
    url: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ) =>
    app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(fields).toString(),
    } satisfies InjectOptions)
  const open = async (address: string): Promise<string> => {
    const answer = await post('/disputes', { address, port: '' })
    assert.equal(answer.statusCode, 303)
    return answer.headers.location!.split('?')[0]!
  }
  /** As the owner of a listed address, to the page behind the link. */
  const proved = async (address: string): Promise<string> =>
    `/disputes/of/${await world.proved(address)}`

  describe('nobody learns anything by asking', () => {
    /** What differs between any two answers to anybody: secrets, references, times. */
    const plain = ({ statusCode, headers, body }: LightMyRequestResponse) => ({
      statusCode,
      size: body.length,
      type: headers['content-type'],
      location: headers.location?.replace(/of\/[\w-]{43}/, 'of/SECRET'),
      body: body
        .replaceAll(/[\w-]{43}/g, 'SECRET')
        .replaceAll(/<code>[0-9a-z]{10}<\/code>/g, 'REFERENCE')
        .replaceAll(/\d+\.\d+\.\d+\.\d+/g, 'ADDRESS'),
    })

    it('every step before a proof is the same for what is listed and what is not', async () => {
      const listed = world.listed()
      const one = listed.address
      const other = one.replace('8.9.', '8.7.')
      const reads = world.list.readCount
      const walk = async (address: string) => {
        const answers = [await post('/disputes', { address, port: '' })]
        const link = answers[0]!.headers.location!.split('?')[0]!
        answers.push(await get(link))
        answers.push(await post(`${link}/check`, {}))
        await world.disputes.settle()
        answers.push(await get(link))
        answers.push(await get(`${link}/proof/${listed.id}/0`))
        answers.push(await post(`${link}/file/${listed.id}`, { statement: 'mine', contact: '' }))
        answers.push(await post(`${link}/abcdefghjk/withdraw`, {}))
        return answers.map(plain)
      }
      assert.deepEqual(await walk(one), await walk(other))
      assert.equal(world.list.readCount, reads, 'the list was not even read')
    })

    it('a link that never was and one that is over are the same nothing', async () => {
      const lapsed = await open('8.8.8.8')
      world.clock.advance(3 * DAY_MS)
      const nothing = plain(await get(lapsed))
      assert.equal(nothing.statusCode, 404)
      for (const path of [
        `/disputes/of/${'A'.repeat(43)}`,
        '/disputes/of/x',
        '/disputes/of/%00',
        '/disputes/of/..%2f..%2fv1%2froots',
        "/disputes/of/'%20or%201=1--",
        '/disputes/nothing',
      ])
        assert.deepEqual(plain(await get(path)), nothing, path)
    })

    it('a page never repeats what it was sent', async () => {
      const answer = await post('/disputes', {
        address: '<script>alert(1)</script>',
        port: '"><img>',
      })
      assert.equal(answer.statusCode, 400)
      assert.ok(!/<script|<img|alert\(/.test(answer.body))
      const found = await get('/disputes/%3Cscript%3E?lang=%3Cscript%3E')
      assert.ok(!found.body.includes('script'))
    })
  })

  describe('an owner', () => {
    it('proves control, sees what is said and files, without a script', async () => {
      const warning = world.listed()
      const link = await open(warning.address)
      const before = await get(`${link}?lang=en`)
      const [, token, line] =
        /noroshi\/([\w-]{43})<\/code><\/p><p><code>(noroshi-dispute=[\w-]{43})/.exec(before.body)!
      world.found.http.add(`${warning.address} ${token} ${line}`)
      assert.equal((await post(`${link}/check?lang=en`, {})).headers.location, `${link}?lang=en`)
      await world.disputes.settle()
      const told = await get(`${link}?lang=en`)
      assert.match(told.body, new RegExp(`${warning.address.replaceAll('.', '\\.')}:4444/tcp`))
      assert.match(told.body, /a probable command-and-control server/)
      const proof = await get(`${link}/proof/${warning.id}/0`)
      assert.equal(proof.body, `second of ${warning.id}`)
      assert.match(String(proof.headers['content-disposition']), /^attachment/)
      const filed = await post(`${link}/file/${warning.id}`, {
        statement: 'Our shop.\nSince 2019.',
        contact: 'shop@example.net',
      })
      assert.equal(filed.statusCode, 303)
      const page = await get(`${link}?lang=ja`)
      assert.match(page.body, /受け付けました/)
      assert.match(page.body, /審査の間、会員はこの警告に基づく措置を行いません/)
      const { id } = (await world.disputes.list())[0]!
      await world.disputes.propose('Sato', id, 'rejected', 'seen-again', { text: 'for colleagues' })
      await world.disputes.decide('Suzuki', id, { text: 'We are sorry.' })
      const decided = (await get(`${link}?lang=en`)).body
      assert.match(decided, /We are sorry\./)
      assert.ok(!/Sato|Suzuki|for colleagues/.test(decided), 'officers are not named to strangers')
      assert.equal((await post(`${link}/${id}/appeal`, { statement: 'but' })).statusCode, 303)
      assert.equal((await post(`${link}/${id}/appeal`, { statement: 'but' })).statusCode, 409)
    })

    it('may write anything, and it stays text', async () => {
      const warning = world.listed()
      const link = await proved(warning.address)
      const hostile = `</p><script>alert(1)</script>"'&<img src=x onerror=alert(1)>\u202e{{7*7}}\${7*7}`
      const answer = await post(`${link}/file/${warning.id}`, {
        statement: hostile,
        contact: hostile,
      })
      assert.equal(answer.statusCode, 303)
      const { body } = await get(link)
      assert.ok(!/<script|<img/.test(body))
      assert.match(body, /&lt;script&gt;alert\(1\)&lt;\/script&gt;&quot;&#39;&amp;/)
      assert.ok(!body.includes('\u202e'))
    })

    it('is told what is wrong with a form, and nothing is kept of it', async () => {
      const warning = world.listed()
      const link = await proved(warning.address)
      const file = (fields: Record<string, string>, id = warning.id) =>
        post(`${link}/file/${id}`, { statement: 'x', contact: '', ...fields })
      assert.equal((await file({ statement: '' })).statusCode, 400)
      assert.equal((await file({ statement: 'あ'.repeat(4_001) })).statusCode, 400)
      assert.equal((await file({ contact: 'x'.repeat(201) })).statusCode, 400)
      assert.equal((await file({}, '000000000000')).statusCode, 409)
      assert.equal((await file({}, "'%20or%201=1")).statusCode, 409)
      assert.equal((await file({ statement: 'x'.repeat(70_000) })).statusCode, 413)
      const json = await app.inject({
        method: 'POST',
        url: `${link}/file/${warning.id}`,
        headers: { 'content-type': 'application/json' },
        payload: JSON.stringify({ statement: 'x' }),
      })
      assert.equal(json.statusCode, 400)
      assert.match((await get(link)).body, /name="statement"/)
      assert.equal(
        (await file({ statement: 'あ'.repeat(4_000) })).statusCode,
        303,
        'as much as fits',
      )
    })

    it('reads it in the language of the browser, or in the one that was chosen', async () => {
      const languageOf = async (url: string, header: string) =>
        /<html lang="(..)">/.exec((await get(url, { 'accept-language': header })).body)![1]
      for (const [header, language] of [
        ['en-GB,en;q=0.9', 'en'],
        ['ja,en;q=0.8', 'ja'],
        ['en;q=0.3,ja-JP;q=0.4', 'ja'],
        ['fr', 'ja'],
        ['', 'ja'],
        [`${'x,'.repeat(5_000)}en`, 'ja'],
      ] as const)
        assert.equal(await languageOf('/disputes', header), language, header.slice(0, 20))
      assert.equal(await languageOf('/disputes?lang=en', 'ja'), 'en')
      assert.equal(await languageOf('/disputes?lang=en&lang=ja', 'ja'), 'ja')
    })
  })

  describe('a page', () => {
    it('runs no script, is in no frame, and gives its address to nobody', async () => {
      const link = await proved(world.listed().address)
      for (const url of ['/disputes', link, '/disputes/statistics', '/disputes/of/x']) {
        const { headers, body } = await get(url)
        const policy = String(headers['content-security-policy'])
        assert.match(policy, /default-src 'none'/)
        assert.match(policy, /frame-ancestors 'none'/)
        assert.ok(!/unsafe|script-src/.test(policy))
        assert.deepEqual(
          [headers['referrer-policy'], headers['cache-control'], headers['set-cookie']],
          ['same-origin', 'no-store', undefined],
        )
        assert.ok(!/<script|style=| on[a-z]+=|https?:\/\/(?!8\.9\.)/.test(body), url)
      }
    })

    it('has a title, a language, one heading, and a label for each field', async () => {
      const warning = world.listed()
      const link = await proved(warning.address)
      await post(`${link}/file/${warning.id}`, { statement: 'x', contact: '' })
      for (const url of ['/disputes', link, await open('8.8.8.8'), '/disputes/statistics']) {
        const { body } = await get(url)
        assert.equal(body.match(/<h1>/g)?.length, 1)
        assert.match(body, /<title>[^<]+<\/title>/)
        const ids = [...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
        assert.equal(new Set(ids).size, ids.length)
        for (const [, id] of body.matchAll(/<(?:input|textarea) id="([^"]+)"/g))
          assert.ok(body.includes(`<label for="${id}">`), id)
      }
    })

    it('takes no form from another site', async () => {
      const link = await proved(world.listed().address)
      for (const headers of [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { origin: 'https://evil.example', host: 'hub.example.jp' },
        { origin: 'null', host: 'hub.example.jp' },
      ] as Record<string, string>[]) {
        assert.equal((await post('/disputes', { address: '8.8.8.8' }, headers)).statusCode, 400)
        assert.equal((await post(`${link}/check`, {}, headers)).statusCode, 400)
      }
      const own = { origin: 'https://hub.example.jp', host: 'hub.example.jp' }
      assert.equal((await post('/disputes', { address: '8.8.8.8' }, own)).statusCode, 303)
      assert.equal((await get(`${link}/file/x`)).statusCode, 404, 'and nothing is done by a link')
    })

    it('is not given to who asks too much, and says so to everybody in the same way', async () => {
      const warning = world.listed()
      for (const [limit, work] of [
        [limits.claims, (address: string) => post('/disputes', { address })],
        [limits.claimsOfAddress, (address: string) => post('/disputes', { address })],
        [limits.requests, () => get('/disputes')],
        [limits.forms, () => post(`/disputes/of/${'A'.repeat(43)}/check`, {})],
      ] as const) {
        limit.left = 0
        const [one, other] = [await work(warning.address), await work('8.8.8.8')]
        limit.left = Number.POSITIVE_INFINITY
        assert.deepEqual([one.statusCode, one.body], [429, other.body])
        assert.ok(Number(one.headers['retry-after']) > 0)
      }
      await post('/disputes', { address: ' ::ffff:8.8.8.8 ' })
      assert.ok(limits.claimsOfAddress.keys.has('8.8.8.8'))
      assert.ok(!limits.claimsOfAddress.keys.has('::ffff:8.8.8.8'), 'one address, one share')
      limits.claimsOfAddress.left = 0
      const own = await app.inject({
        method: 'POST',
        url: '/disputes',
        remoteAddress: '8.8.8.200',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'address=8.8.8.8',
      })
      limits.claimsOfAddress.left = Number.POSITIVE_INFINITY
      assert.equal(own.statusCode, 303, 'from its own network nobody is shut out by others')
      assert.deepEqual([...limits.requests.keys], ['127.0.0.0/24', '8.8.8.0/24'])
    })
  })

  it('statistics are counted once a minute, for however many ask', async () => {
    world.clock.advance(60_001)
    const read = async () => (await get('/disputes/statistics.json')).json().now.open
    const before = await read()
    await world.filed(world.listed())
    assert.deepEqual(await Promise.all([read(), read()]), [before, before])
    world.clock.advance(60_001)
    assert.deepEqual(await Promise.all([read(), read()]), [before + 1, before + 1])
  })

  it('statistics are published, and hold no address', async () => {
    const { body } = await get('/disputes/statistics?lang=en')
    assert.match(body, /<th scope="row">2026-11<\/th>/)
    const json = (await get('/disputes/statistics.json')).json()
    assert.ok(json.months[0].filed > 0)
    assert.ok(!/\d+\.\d+\.\d+\.\d+/.test(body + JSON.stringify(json)))
  })
})
