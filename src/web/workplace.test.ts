import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { caseIdOf } from '../cases/registry/case-id.ts'
import type { Principal } from '../people/principal.ts'
import { candidate, type Fixture, openFixture, signedInAs } from './ports.fixture.ts'
import type { Api } from './routes/route.ts'
import { BulkAnswer } from './schemas/cases.ts'
import { Approvals, Calendar, Check, Lifetimes, Queues, SavedViews } from './schemas/workplace.ts'
import { createPublicServer } from './server.ts'

describe('what waits, and what is kept to hand', () => {
  let fixture: Fixture
  const servers: Api[] = []
  const directory = mkdtempSync(join(tmpdir(), 'noroshi-workplace-'))
  const id = (port: number) => caseIdOf(candidate(port))

  before(async () => {
    fixture = await openFixture()
    await fixture.propose([1, 2, 3, 4, 5].map((port) => candidate(port)))
    for (const actor of ['hanako', 'taro']) servers.push(await serverOf(signedInAs(actor)))
  })
  after(async () => {
    for (const server of servers) await server.close()
    await fixture[Symbol.asyncDispose]()
    rmSync(directory, { recursive: true, force: true })
  })
  const serverOf = (anonymous: Principal) =>
    createPublicServer({ ...fixture.ports, signIn: { anonymous, isSecure: false } })
  const hanako = () => servers[0]!
  const taro = () => servers[1]!
  const get = async (server: Api, url: string) => (await server.inject(`/api/v1${url}`)).json()
  const post = (server: Api, url: string, payload: object) =>
    server.inject({ method: 'POST', url: `/api/v1${url}`, payload })

  it('queues tell what waits, and whose answer it waits for', async () => {
    await post(hanako(), `/cases/${id(1)}/confirm`, { note: 'yes' })
    await post(hanako(), `/cases/${id(2)}/confirm`, { note: 'yes', kind: 'controller' })
    const override = 'no flows in this test'
    const asked = await post(hanako(), `/cases/${id(1)}/publish`, { note: 'yes', override })
    assert.equal(asked.statusCode, 200, asked.body)
    const queues = Queues.parse(await get(hanako(), '/queues'))
    assert.deepEqual(
      [queues.proposed, queues.confirmed, queues.awaitingApproval, queues.awaitingMyApproval],
      [3, 1, 1, 0],
    )
    assert.equal(Queues.parse(await get(taro(), '/queues')).awaitingMyApproval, 1)
    const mine = Approvals.parse(await get(hanako(), '/approvals'))
    assert.deepEqual(
      mine.cases.map(({ isMine }) => isMine),
      [true],
    )
    const theirs = Approvals.parse(await get(taro(), '/approvals'))
    assert.deepEqual(
      theirs.cases.map(({ isMine, id: which }) => [isMine, which]),
      [[false, id(1)]],
    )
  })

  it('the calendar counts what ends on each day of the reader', async () => {
    const approved = await post(taro(), `/cases/${id(1)}/approve`, { note: 'so do I' })
    assert.equal(approved.statusCode, 200, approved.body)
    const { days } = Calendar.parse(await get(taro(), '/expiry-calendar?days=31&offset=540'))
    assert.deepEqual(days, [{ day: '2026-12-05', count: 1, byKind: { unknown: 1 } }])
    assert.deepEqual(Calendar.parse(await get(taro(), '/expiry-calendar?days=3')).days, [])
  })

  it('leases by kind are told with what they rest on', async () => {
    const { kinds } = Lifetimes.parse(await get(taro(), '/lifetimes'))
    const controller = kinds.find(({ kind }) => kind === 'controller')
    assert.deepEqual([controller?.leaseHours, controller?.endedCount], [72, 0])
  })

  it('many decisions are taken back within seconds, by whoever took them', async () => {
    const ids = [id(3), id(4), id(1)]
    const body = { ids, verb: 'dismiss', note: 'a shop' }
    const done = BulkAnswer.parse((await post(hanako(), '/case-decisions', body)).json())
    assert.deepEqual(
      done.outcomes.map(({ refusal }) => refusal),
      [null, null, 'CASE_TRANSITION_ILLEGAL'],
    )
    assert.equal(done.undoUntil, '2026-11-21T12:00:20.000Z')
    const byTaro = BulkAnswer.parse((await post(taro(), '/case-decisions/undo', { ids })).json())
    assert.ok(byTaro.outcomes.every(({ refusal }) => refusal === 'UNDO_TOO_LATE'))
    const undone = BulkAnswer.parse((await post(hanako(), '/case-decisions/undo', { ids })).json())
    assert.deepEqual(
      undone.outcomes.map(({ refusal }) => refusal),
      [null, null, 'UNDO_TOO_LATE'],
    )
    const { status, history } = await fixture.ports.registry.get(id(3))
    assert.deepEqual([status, history.at(-1)?.kind], ['proposed', 'undone'])
  })

  it('views are each person’s own', async () => {
    const view = { name: '私の担当', query: { status: 'proposed', sort: 'changed' } }
    const saved = SavedViews.parse((await post(hanako(), '/views', view)).json())
    assert.deepEqual(saved.views[0]?.query, view.query)
    const again = { ...view, query: { status: 'in-review' } }
    assert.equal(SavedViews.parse((await post(hanako(), '/views', again)).json()).views.length, 1)
    assert.deepEqual(SavedViews.parse(await get(taro(), '/views')).views, [])
    const injected = { name: 'x', query: { status: 'proposed', evil: '1' } }
    assert.equal((await post(hanako(), '/views', injected)).statusCode, 400)
    await post(hanako(), '/views/remove', { name: view.name })
    assert.deepEqual(SavedViews.parse(await get(hanako(), '/views')).views, [])
    for (let n = 0; n < 50; n++) await post(hanako(), '/views', { ...view, name: `view ${n}` })
    const over = await post(hanako(), '/views', { ...view, name: 'one more' })
    assert.deepEqual([over.statusCode, over.json().code], [409, 'VIEW_COUNT_EXCEEDED'])
  })

  it('a look-up of an address or range says what is known, and stands in the audit without it', async () => {
    const place = join(directory, 'list')
    writeFileSync(place, '203.0.113.7:443\n203.0.113.99\n198.51.100.1\n')
    await fixture.ports.lists.import({ source: 'feodo', place, actor: 'hanako' })
    const one = Check.parse(await get(hanako(), '/check?target=203.0.113.7&reason=owner+asks'))
    assert.deepEqual([one.target, one.caseCount, one.listedCount], ['203.0.113.7/32', 5, 1])
    const range = Check.parse(await get(hanako(), '/check?target=203.0.113.0/24&reason=x&limit=2'))
    assert.deepEqual([range.cases.length, range.caseCount, range.listedCount], [2, 5, 2])
    const none = Check.parse(await get(hanako(), '/check?target=2001:db8::/32&reason=x'))
    assert.deepEqual([none.caseCount, none.listedCount], [0, 0])
    assert.deepEqual(
      fixture.asked.audited.map(({ actor, reason, kind }) => [kind, actor, reason])[0],
      ['look-up', 'hanako', 'owner asks'],
    )
    assert.doesNotMatch(JSON.stringify(fixture.asked.audited), /203\.0\.113/)
    for (const target of [
      '0.0.0.0/0',
      '10.0.0.0/15',
      '::/0',
      'example.com',
      "1'; drop table cases",
    ]) {
      const refused = await hanako().inject(
        `/api/v1/check?reason=x&target=${encodeURIComponent(target)}`,
      )
      assert.deepEqual([refused.statusCode, refused.json().code], [400, 'TARGET_INVALID'], target)
    }
    assert.equal((await hanako().inject('/api/v1/check?target=203.0.113.7')).statusCode, 400)
  })
})
