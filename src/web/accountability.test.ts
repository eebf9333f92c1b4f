import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Fixture, openFixture } from './ports.fixture.ts'
import type { Api } from './routes/route.ts'
import { AuditPage, AuditVerdict, Purposes } from './schemas/accountability.ts'
import { Notice, NoticeDiff, NoticeStanding, NoticeVersionDetail } from './schemas/notice.ts'
import { createPublicServer } from './server.ts'

describe('what is answered for', () => {
  let fixture: Fixture
  let server: Api
  const get = async (url: string) => (await server.inject(`/api/v1${url}`)).json()
  const publish = (payload: object) =>
    server.inject({ method: 'POST', url: '/api/v1/notice/publish', payload })

  before(async () => {
    fixture = await openFixture()
    server = await createPublicServer(fixture.ports)
  })
  after(async () => {
    await server.close()
    await fixture[Symbol.asyncDispose]()
  })

  it('before the first notice the page says that nothing is collected, and the API what to do', async () => {
    const page = await server.inject('/notice')
    assert.equal(page.statusCode, 404)
    assert.match(page.body, /集めていません/)
    const { standing, document } = Notice.parse(await get('/notice'))
    assert.deepEqual([standing.state, standing.mayCollect], ['unpublished', false])
    assert.match(standing.advice.en, /noroshi notice publish/)
    assert.ok(document.sections.length >= 8)
  })

  it('who publishes publishes what was read, and subscribers read it without signing in', async () => {
    const { standing } = Notice.parse(await get('/notice'))
    const changed = await publish({ note: 'first', digest: '0'.repeat(64) })
    assert.deepEqual([changed.statusCode, changed.json().code], [409, 'NOTICE_CHANGED'])
    const done = await publish({ note: 'first', digest: standing.digest })
    assert.equal(NoticeStanding.parse(done.json()).state, 'current')
    const strangers = await createPublicServer({
      ...fixture.ports,
      signIn: { anonymous: null, isSecure: false },
    })
    const page = await strangers.inject('/notice')
    assert.equal(page.statusCode, 200)
    assert.match(
      page.body,
      /<html lang="ja">[\s\S]*例示インターネット株式会社[\s\S]*Example Internet/,
    )
    assert.equal((await strangers.inject('/notice/1')).statusCode, 200)
    assert.equal((await strangers.inject('/notice/2')).statusCode, 404)
    assert.equal(
      (await strangers.inject('/notice.css')).headers['content-type'],
      'text/css; charset=utf-8',
    )
    assert.equal((await strangers.inject('/api/v1/notice')).statusCode, 401)
    await strangers.close()
  })

  it('a changed configuration is told sentence by sentence, and no markup gets onto the page', async () => {
    const operator = { ja: '<script>alert(1)</script>', en: '"><img src=x onerror=alert(1)>' }
    fixture.asked.facts = { ...fixture.asked.facts, flowDays: 14, operator }
    const { standing } = Notice.parse(await get('/notice'))
    assert.deepEqual([standing.state, standing.mayCollect], ['stale', true])
    assert.equal(standing.graceEndsAt, '2026-11-28T12:00:00.000Z')
    const draft = NoticeDiff.parse(await get('/notice-diff?from=1'))
    assert.deepEqual(
      draft.changes.map(({ section }) => section),
      ['who', 'how-long'],
    )
    await publish({ note: 'longer' })
    assert.equal(NoticeDiff.parse(await get('/notice-diff?from=1&to=2')).changes.length, 2)
    assert.equal(NoticeVersionDetail.parse(await get('/notices/1')).version, 1)
    const { body } = await server.inject('/notice')
    assert.doesNotMatch(body, /<script|<img/)
    assert.match(body, /&lt;script&gt;/)
    assert.match(body, /href="\/notice\/1"/)
  })

  it('the audit is read in pages, verified, and exported without a formula', async () => {
    const page = AuditPage.parse(
      await get('/audit?actor=hanako&kind=look&purpose=case-review&limit=5'),
    )
    assert.deepEqual([page.entries.length, page.nextCursor], [1, '4711'])
    assert.equal((await server.inject('/api/v1/audit?purpose=curiosity')).statusCode, 400)
    assert.equal(AuditVerdict.parse(await get('/audit/verify')).isIntact, true)
    const csv = await server.inject('/api/v1/audit/export')
    assert.equal(csv.headers['content-type'], 'text/csv; charset=utf-8')
    assert.match(csv.body, /,"'=1\+1, ""why""",/)
    const lines = await server.inject('/api/v1/audit/export?format=jsonl')
    assert.equal(JSON.parse(lines.body.trim()).actor, 'hanako')
    assert.equal(Purposes.parse(await get('/purposes')).purposes[0]?.id, 'case-review')
  })
})
