import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { inEveryHome } from '../../../../tools/testing/database-homes.ts'
import { HOUR_MS } from '../../../core/time-span.ts'
import { type Database, openDatabase } from '../../../db/database.ts'
import { openCheckpoint } from '../../log/checkpoint.ts'
import type { CrowdSecStream, StixIndicator } from '../../warning/faces/index.ts'
import { uuidOf } from '../../warning/faces/uuid.ts'
import { signRequest } from '../../warning/trust/request-signature.ts'
import { SigningKey } from '../../warning/trust/signing-key.ts'
import { wholeHour } from '../../warning/whole-time.ts'
import { WHOLE_LISTS_PER_DAY } from '../bulk-watch.ts'
import { HubWorld, joined, LOG_POLICY, profileOf, ROOT_TEXT } from '../hub.fixture.ts'
import type { Hub } from '../hub.ts'
import { ListMirror } from '../list-mirror.ts'
import { HUB_MIGRATIONS } from '../migrations/index.ts'
import type { HubTables } from '../tables.ts'
import { createHubServer } from './server.ts'

const AUTHORITY = 'hub.example.jp'
let nonceCount = 0

inEveryHome('hub over HTTP', (home) => {
  let database: Database
  let hub: Hub
  let app: FastifyInstance
  let speaker: SigningKey
  const log: string[] = []
  const world = new HubWorld()
  const { clock } = world

  before(async () => {
    database = await openDatabase(await home.create(), HUB_MIGRATIONS)
    hub = await world.open(database)
    const logger = pino({ level: 'info' }, { write: (line: string) => void log.push(line) })
    app = await createHubServer({ hub, clock, logger, roots: [ROOT_TEXT], tls: null })
    speaker = (await joined(hub, 'speaker')).key
  })
  after(async () => {
    await app.close()
    await database.destroy()
    await home.remove()
  })

  const headersFor = (key: SigningKey, method: 'GET' | 'POST', target: string, body: Buffer) => ({
    ...signRequest({ method, authority: AUTHORITY, target, body }, key, nonce(), clock.nowMs()),
    host: AUTHORITY,
    ...(body.length > 0 ? { 'content-type': 'application/json' } : {}),
  })
  const nonce = () => `nonce-${String(nonceCount++).padStart(16, '0')}`
  const ask = async (key: SigningKey, method: 'GET' | 'POST', url: string, value?: unknown) => {
    const payload = Buffer.from(value === undefined ? '' : JSON.stringify(value))
    const headers = headersFor(key, method, url, payload)
    return app.inject({ method, url, headers, ...(payload.length > 0 ? { payload } : {}) })
  }
  const get = (url: string, headers: Record<string, string> = {}) =>
    app.inject({ method: 'GET', url, headers })

  describe('a member', () => {
    it('joins with an invitation and a key it proves to have', async () => {
      const { secret } = await hub.members.add('newcomer', profileOf('newcomer'), 'Sato')
      const key = new SigningKey(Buffer.alloc(32, 90))
      const body = { invitation: secret, key: key.publicKey }
      const thief = await ask(speaker, 'POST', '/v1/join', body)
      assert.deepEqual([thief.statusCode, thief.json().code], [401, 'REQUEST_UNSIGNED'])
      const joining = await ask(key, 'POST', '/v1/join', body)
      assert.deepEqual([joining.statusCode, joining.json().member], [200, 'newcomer'])
      const again = await ask(key, 'POST', '/v1/join', body)
      assert.deepEqual([again.statusCode, again.json().code], [403, 'INVITATION_INVALID'])
      for (const wrong of [{}, { invitation: secret }, { ...body, key: { public: 'x' } }])
        assert.equal((await ask(key, 'POST', '/v1/join', wrong)).json().code, 'HUB_BODY_INVALID')
    })

    it('warns, and is told what became of each', async () => {
      const good = world.fresh()
      const answer = await ask(speaker, 'POST', '/v1/submissions', {
        warnings: [good, { ...world.fresh(), clients: 7 }],
      })
      assert.deepEqual(answer.json(), {
        outcomes: [{ refusal: null }, { refusal: 'WARNING_FIELD_UNKNOWN' }],
      })
      const offer = (await ask(speaker, 'GET', '/v1/list?root=1')).json()
      assert.ok(offer.documents[0].includes(good.address))
      const { version, list } = JSON.parse(offer.head).signed
      const done = await ask(speaker, 'POST', '/v1/acknowledgements', {
        holds: version,
        enforces: version,
      })
      assert.equal(done.statusCode, 204)
      const next = (
        await ask(speaker, 'GET', `/v1/list?root=1&version=${version}&hash=${list.hash}`)
      ).json()
      assert.deepEqual([next.documents, next.roots], [[], []])
      const { proofs } = (await ask(speaker, 'GET', `/v1/proofs/${good.id}`)).json()
      assert.match(proofs[0], /^c2sp\.org\/tlog-proof@v1\n/)
      assert.equal((await ask(speaker, 'GET', '/v1/proofs/000000000000')).statusCode, 404)
    })

    it('sends a receipt of what was taken back, and only in its own name', async () => {
      const warning = world.fresh()
      await world.take('speaker', warning)
      await ask(speaker, 'GET', '/v1/list?root=1')
      await world.take('speaker', { ...warning, version: 2, status: 'retracted' })
      await ask(speaker, 'GET', '/v1/list?root=1')
      const { version } = (await hub.list.find(warning.id))!
      const receipt = {
        warningId: warning.id,
        version,
        liftedAt: null,
        probe: 'not-probed',
        planes: 0,
      }
      const sent = await ask(speaker, 'POST', '/v1/receipts', { receipts: [receipt, {}] })
      assert.deepEqual(sent.json(), {
        outcomes: [{ refusal: null }, { refusal: 'RECEIPT_INVALID' }],
      })
      const foreign = new SigningKey(Buffer.alloc(32, 91))
      const forged = await ask(foreign, 'POST', '/v1/receipts', { receipts: [receipt] })
      assert.equal(forged.json().code, 'REQUEST_UNSIGNED')
      assert.deepEqual((await ask(speaker, 'GET', '/v1/receipts')).json(), { receipts: [] })
      assert.ok(!log.some((line) => line.includes(warning.address)))
    })

    it('that does not sign, signs for something else, or twice with one nonce is nobody', async () => {
      const url = '/v1/list?root=1'
      const headers = headersFor(speaker, 'GET', url, Buffer.alloc(0))
      assert.equal((await get(url, headers)).statusCode, 200)
      const answers = [
        await get(url, headers),
        await get(url),
        await get('/v1/list?root=0', headersFor(speaker, 'GET', url, Buffer.alloc(0))),
        await get(
          url,
          headersFor(new SigningKey(Buffer.alloc(32, 91)), 'GET', url, Buffer.alloc(0)),
        ),
        await get(url, { ...headersFor(speaker, 'GET', url, Buffer.alloc(0)), host: 'other' }),
      ]
      for (const answer of answers)
        assert.deepEqual([answer.statusCode, answer.json().code], [401, 'REQUEST_UNSIGNED'])
      const late = headersFor(speaker, 'GET', url, Buffer.alloc(0))
      clock.advance(61_000)
      assert.equal((await get(url, late)).statusCode, 401)
    })

    it('that is suspended is nobody with its next request', async () => {
      const { key } = await joined(hub, 'brief')
      assert.equal((await ask(key, 'GET', '/v1/list?root=1')).statusCode, 200)
      await hub.suspend('brief', 'a test', 'Sato')
      assert.equal((await ask(key, 'GET', '/v1/list?root=1')).statusCode, 401)
    })

    it('sends nonsense and is told so', async () => {
      for (const url of [
        '/v1/list?root=-1',
        '/v1/list?root=1&version=1',
        '/v1/list?root=1&version=1&hash=x',
      ])
        assert.equal((await ask(speaker, 'GET', url)).json().code, 'HUB_BODY_INVALID', url)
      for (const body of [[], { warnings: 7 }, 'text'])
        assert.equal((await ask(speaker, 'POST', '/v1/submissions', body)).statusCode, 400)
      const huge = { warnings: ['x'.repeat(1_100_000)] }
      assert.equal((await ask(speaker, 'POST', '/v1/submissions', huge)).statusCode, 413)
    })
  })

  describe('stock software', () => {
    it('reads the form that its token is for, and no other', async () => {
      const token = await hub.tokens.make('speaker', 'csv', 30, 'Sato')
      const bearer = { authorization: `Bearer ${token}` }
      const csv = await get('/faces/csv/warnings.csv', bearer)
      assert.equal(csv.statusCode, 200)
      assert.match(csv.body, /^address,protocol,port/)
      for (const url of ['/faces/stix/bundle.json', '/faces/rpz/x', '/taxii2/'])
        assert.equal((await get(url, bearer)).statusCode, 401, url)
      assert.equal((await get('/faces/csv/other', bearer)).statusCode, 404)
      assert.equal((await get('/faces/csv/warnings.csv')).statusCode, 401)
      clock.advance(31 * 24 * HOUR_MS)
      assert.equal((await get('/faces/csv/warnings.csv', bearer)).statusCode, 401)
    })

    it('gets no form for a use that its member was not vetted for, and the operator is told', async () => {
      await joined(hub, 'notifier', { uses: ['notify-subscribers'] })
      const token = await hub.tokens.make('notifier', 'nftables', 30, 'Sato')
      const answer = await get('/faces/nftables/noroshi.nft', { 'x-api-key': token })
      assert.deepEqual([answer.statusCode, answer.json().code], [403, 'USE_NOT_ALLOWED'])
      assert.ok(log.some((line) => line.includes('not vetted') && line.includes('notifier')))
    })

    it('of CrowdSec is told of a retraction again when an answer was lost', async () => {
      const token = await hub.tokens.make('speaker', 'crowdsec', 30, 'Sato')
      const poll = async (query = '') =>
        (
          await get(`/v1/decisions/stream?${query}`, { 'x-api-key': token })
        ).json() as CrowdSecStream
      const one = world.fresh()
      await world.take('speaker', one)
      const has = (list: CrowdSecStream['new']) => list.some(({ value }) => value === one.address)
      assert.ok(has((await poll('startup=true')).new))
      await poll()
      await world.take('speaker', { ...one, version: 2, status: 'retracted' })
      assert.ok(has((await poll()).deleted), 'this answer never arrives')
      assert.ok(has((await poll()).deleted), 'so it is told again')
      assert.ok(!has((await poll()).deleted))
      assert.ok(!has((await poll('startup=true')).new))
      const head = await app.inject({
        method: 'HEAD',
        url: '/v1/decisions/stream',
        headers: { 'x-api-key': token },
      })
      assert.equal(head.statusCode, 200)
    })

    it('of CrowdSec costs no more looks at the database for many changes than for one', async (test) => {
      const token = await hub.tokens.make('speaker', 'crowdsec', 30, 'Sato')
      const { mock } = test.mock.method(ListMirror.prototype, 'refresh')
      const looksAfter = async (count: number) => {
        await world.take('speaker', ...Array.from({ length: count }, () => world.fresh()))
        const before = mock.callCount()
        await get('/v1/decisions/stream', { 'x-api-key': token })
        return mock.callCount() - before
      }
      assert.equal(await looksAfter(1), await looksAfter(20))
    })

    it('of TAXII pages through everything once, in order, and sees a retraction as revoked', async () => {
      const token = await hub.tokens.make('speaker', 'taxii', 30, 'Sato')
      const accept = 'application/taxii+json;version=2.1'
      const headers = {
        accept,
        authorization: `Basic ${Buffer.from(`speaker:${token}`).toString('base64')}`,
      }
      const ask = (url: string) => get(url, headers)
      const discovery = (await ask('/taxii2/')).json()
      assert.deepEqual(discovery.api_roots, ['/taxii2/api/'])
      const [collection] = (await ask('/taxii2/api/collections/')).json().collections
      const objects = `/taxii2/api/collections/${collection.id}/objects/`
      const many = Array.from({ length: 7 }, () => world.fresh())
      await world.take('speaker', ...many)
      await world.take('speaker', { ...many[3]!, version: 2, status: 'retracted' })
      const seen: StixIndicator[] = []
      let [next, lastAdded] = ['', '']
      do {
        const answer = await ask(`${objects}?limit=3&match[type]=indicator${next}`)
        assert.match(
          String(answer.headers['content-type']),
          /application\/taxii\+json;version=2\.1/,
        )
        const first = String(answer.headers['x-taxii-date-added-first'])
        assert.match(first, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
        assert.ok(first > lastAdded)
        lastAdded = String(answer.headers['x-taxii-date-added-last'])
        const page = answer.json()
        seen.push(...page.objects)
        next = page.more ? `&next=${page.next}` : ''
      } while (next !== '')
      assert.equal(new Set(seen.map(({ id }) => id)).size, seen.length)
      const ofMany = seen.filter(({ pattern }) =>
        many.some((each) => pattern.includes(`'${each.address}'`)),
      )
      assert.deepEqual(
        ofMany.map(({ revoked }) => revoked),
        [false, false, false, false, false, false, true],
        'what changed last comes last',
      )
      const later = await ask(`${objects}?added_after=${lastAdded}`)
      assert.deepEqual(later.json(), {})
      const single = ofMany.at(-1)!.id
      assert.equal((await ask(`${objects}${single}/`)).json().objects[0].revoked, true)
      assert.equal((await ask(`${objects}${single}/versions/`)).json().versions.length, 1)
      assert.equal((await ask(`${objects}indicator--x/`)).statusCode, 404)
      assert.equal(
        (await ask(objects.replace('objects', 'manifest'))).json().objects.length,
        seen.length,
      )
      for (const query of ['limit=0', 'limit=x', 'next=-1', 'added_after=yesterday'])
        assert.equal((await ask(`${objects}?${query}`)).statusCode, 400, query)
      assert.equal((await get('/taxii2/', { ...headers, accept: 'text/html' })).statusCode, 406)
      // What is refused is said in the format's own words, and a stranger is told how to sign in.
      const stranger = await get('/taxii2/', { authorization: 'Bearer guess' })
      assert.match(String(stranger.headers['www-authenticate']), /^Basic /)
      for (const [refusal, status] of [
        [stranger, 401],
        [await ask('/taxii2/api/collections/none/'), 404],
        [await ask(`${objects}?limit=0`), 400],
      ] as const) {
        assert.equal(refusal.statusCode, status)
        assert.match(String(refusal.headers['content-type']), /^application\/taxii\+json/)
        assert.equal(refusal.json().http_status, String(status))
        assert.ok(refusal.json().title)
      }
      const write = await app.inject({ method: 'POST', url: objects, headers })
      assert.equal(write.statusCode, 403)
    })
  })

  it('that asks without end is stopped by its own limit, and others behind the same address are not', async () => {
    const { key } = await joined(hub, 'restless')
    await joined(hub, 'patient')
    const tokens = await Promise.all(
      ['restless', 'patient'].map((id) => hub.tokens.make(id, 'crowdsec', 30, 'Sato')),
    )
    const poll = async (token: string | undefined) =>
      (
        await app.inject({
          method: 'HEAD',
          url: '/v1/decisions/stream',
          headers: { 'x-api-key': token ?? '' },
        })
      ).statusCode
    const codes = new Map<number, number>()
    for (let i = 0; i < 650; i++) {
      const code = await poll(tokens[0])
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }
    assert.deepEqual(
      [...codes],
      [
        [200, 600],
        [429, 50],
      ],
    )
    assert.equal((await ask(key, 'GET', '/v1/list?root=1')).statusCode, 429, 'it is one member')
    // From the same address, behind the same proxy.
    assert.equal(await poll(tokens[1]), 200)
    clock.advance(60_000)
    assert.equal(await poll(tokens[0]), 200)
  })

  it('that takes the list again and again, in whatever form, raises an alarm, once an hour', async () => {
    const alarms = async () =>
      (
        await database
          .$extendTables<HubTables>()
          .selectFrom('hub_events')
          .select('member_id')
          .where('kind', '=', 'bulk-download')
          .execute()
      ).map(({ member_id }) => member_id)
    for (const [member, face, path, times] of [
      ['collector', 'csv', '/faces/csv/warnings.csv', WHOLE_LISTS_PER_DAY],
      ['pager', 'taxii', `/taxii2/api/collections/${uuidOf(`taxii ${hub.name}`)}/objects/`, 10],
    ] as const) {
      await joined(hub, member)
      const token = await hub.tokens.make(member, face, 30, 'Sato')
      const take = async () => {
        const answer = await get(path, { authorization: `Bearer ${token}` })
        assert.equal(answer.statusCode, 200)
        // As often as its requests are allowed, and so slowly that little of a day is given back.
        clock.advance(100)
      }
      for (let i = 0; i < times; i++) await take()
      assert.ok(!(await alarms()).includes(member), 'as often as software asks')
      for (let i = 0; i < 5; i++) await take()
      const isBulk = times === WHOLE_LISTS_PER_DAY
      assert.equal((await alarms()).filter((id) => id === member).length, isBulk ? 1 : 0)
    }
  })

  describe('everybody', () => {
    it('reads the log, and nothing else by its paths', async () => {
      const checkpoint = await get('/log/checkpoint')
      const { size } = openCheckpoint(checkpoint.body, LOG_POLICY.logKeys).checkpoint
      const tile = await get(`/log/tile/0/000.p/${size}`)
      assert.equal(tile.rawPayload.length, 32 * size)
      const entries = await get(`/log/tile/entries/000.p/${size}`)
      assert.match(entries.body, /"kind":"warning"/)
      assert.ok(!/8\.8\.\d/.test(entries.body))
      for (const path of ['tile/0/001', 'tile/..%2F..%2Fcheckpoint', 'x'])
        assert.equal((await get(`/log/${path}`)).statusCode, 404, path)
      assert.deepEqual((await get('/v1/roots')).json().roots, [ROOT_TEXT])
    })

    it('who guesses keys and tokens is slowed down', async () => {
      const codes = new Set<number>()
      for (let i = 0; i < 80; i++)
        codes.add((await get('/taxii2/', { authorization: `Bearer guess-${i}` })).statusCode)
      assert.deepEqual([...codes], [401, 429])
      assert.equal(
        (await ask(speaker, 'GET', '/v1/list?root=1')).statusCode,
        200,
        'members are not',
      )
    })

    it('finds no endpoint in the log of the process', async () => {
      await ask(speaker, 'POST', '/v1/submissions', { warnings: [world.fresh()] })
      const text = log.join('')
      assert.ok(text.includes('warned'))
      assert.ok(!/8\.8\.\d+\.\d+/.test(text))
      assert.ok(!text.includes(wholeHour(clock.nowMs())))
    })
  })
})
