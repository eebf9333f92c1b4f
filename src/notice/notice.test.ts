import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { inEveryHome } from '../../tools/testing/database-homes.ts'
import { ManualClock } from '../core/clock.ts'
import { DAY_MS } from '../core/time-span.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { diffNotices } from './diff.ts'
import { documentOf } from './document.ts'
import { NoticeError } from './errors.ts'
import { digestOf, missingIn, type NoticeFacts } from './facts.ts'
import { NOTICE_MIGRATIONS } from './migrations/index.ts'
import { FACTS } from './notice.fixture.ts'
import { createNotices, type Notices } from './notices.ts'

const by = { actor: 'yoko', note: 'first notice' }
const refused = (promise: Promise<unknown>, code: string) =>
  assert.rejects(promise, (error) => error instanceof NoticeError && error.code === code)

/** The tests build on each other, in order. */
inEveryHome('notices', (home) => {
  const clock = new ManualClock(Date.UTC(2026, 10, 21))
  let database: Database
  let notices: Notices
  const longer: NoticeFacts = { ...FACTS, flowDays: 14 }

  before(async () => {
    database = await openDatabase(await home.create(), NOTICE_MIGRATIONS)
    notices = createNotices(database, clock)
  })
  after(async () => {
    await database.destroy()
    await home.remove()
  })

  it('before a notice is published nothing may be collected, and what is missing is named', async () => {
    const standing = await notices.standing({ ...FACTS, contact: { ja: ' ', en: '' } })
    assert.deepEqual(
      [standing.state, standing.mayCollect, standing.missing],
      ['unpublished', false, ['notice.contact']],
    )
    await refused(
      notices.publish({ ...FACTS, contact: { ja: 'あり', en: '' } }, by),
      'NOTICE_INCOMPLETE',
    )
    await refused(notices.get(1), 'NOTICE_NOT_FOUND')
  })

  it('what was read is what is published, once', async () => {
    await refused(notices.publish(FACTS, { ...by, digest: digestOf(longer) }), 'NOTICE_CHANGED')
    const first = await notices.publish(FACTS, { ...by, digest: digestOf(FACTS) })
    assert.equal(first.version, 1)
    assert.equal((await notices.publish(FACTS, by)).version, 1, 'the same is no new version')
    assert.deepEqual((await notices.standing(FACTS)).state, 'current')
  })

  it('a changed configuration makes it stale; after the stated grace collecting stops', async () => {
    const stale = await notices.standing(longer)
    assert.deepEqual([stale.state, stale.mayCollect], ['stale', true])
    assert.equal(stale.graceEndsAtMs, clock.nowMs() + 7 * DAY_MS)
    assert.deepEqual(
      stale.changes.map(({ section, before: was, after: is }) => [section, was?.en, is?.en]),
      [['how-long', 'the records above: 7 days', 'the records above: 14 days']],
    )
    clock.advance(6 * DAY_MS)
    assert.equal((await notices.standing(FACTS)).state, 'current', 'changed back')
    clock.advance(DAY_MS)
    const lapsed = await notices.standing(longer)
    assert.deepEqual([lapsed.state, lapsed.mayCollect], ['lapsed', false], 'and no time was won')
    const endless = await notices.standing({ ...longer, graceDays: 30 })
    assert.equal(endless.mayCollect, false, 'the grace is what subscribers were told')
    assert.equal((await notices.publish(longer, by)).version, 2)
    assert.equal((await notices.standing(longer)).mayCollect, true)
  })

  it('a demonstration’s notice says nothing of real flows', async () => {
    const demonstration = { ...longer, isDemonstration: true }
    await notices.publish(demonstration, by)
    assert.equal((await notices.standing(demonstration)).mayCollect, true)
    assert.equal((await notices.standing(longer)).mayCollect, false)
  })

  it('versions are kept in the words of their day, and can be compared', async () => {
    assert.deepEqual(
      (await notices.list()).map(({ version }) => version),
      [3, 2, 1],
    )
    assert.equal((await notices.diff(1, 2)).length, 1)
    assert.equal((await notices.diff(2, 2)).length, 0)
    assert.deepEqual(
      (await notices.diff(2, 3)).map(({ section }) => section),
      ['demonstration'],
    )
    await assert.rejects(sql`update notices set note = 'x'`.execute(database), /append-only/)
    await assert.rejects(sql`delete from notices`.execute(database), /append-only/)
  })

  it('of two who publish at the same moment, neither makes a version of the other’s', async () => {
    const facts = { ...FACTS, flowDays: 30 }
    const results = await Promise.allSettled([
      notices.publish(facts, by),
      notices.publish(facts, { ...by, actor: 'taro' }),
    ])
    const made = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value.version] : []))
    assert.ok(made.length >= 1 && made.every((version) => version === 4))
  })
})

it('every fact that changes shows in the sentences, in both languages', () => {
  const changes: readonly Partial<NoticeFacts>[] = [
    { operator: { ja: '別', en: 'other' } },
    { contact: { ja: '別', en: 'other' } },
    { optOut: { ja: '別', en: 'other' } },
    { columns: [...FACTS.columns, 'tcp_flags'] },
    { tunnels: ['gre'] },
    { purposes: FACTS.purposes.slice(1) },
    { flowDays: 8 },
    { trafficDays: 36 },
    { readers: ['analyst'] },
    { isStoredElsewhere: true },
    { isDemonstration: true },
    { graceDays: 0 },
    { alertDays: { sessionDays: 14, contactDays: 30, recordDays: 180 } },
  ]
  const changed = new Set(changes.flatMap(Object.keys))
  assert.deepEqual(
    Object.keys(FACTS).filter((name) => name !== 'format' && !changed.has(name)),
    [],
    'a new fact needs its sentence',
  )
  for (const change of changes) {
    const found = diffNotices(documentOf(FACTS), documentOf({ ...FACTS, ...change }))
    assert.ok(found.length > 0, JSON.stringify(change))
    assert.ok(found.every(({ before: was, after: is }) => was?.ja !== is?.ja && was?.en !== is?.en))
    assert.notEqual(digestOf({ ...FACTS, ...change }), digestOf(FACTS))
  }
})

it('the digest depends on what is said and not on how it is written down', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(Object.entries(FACTS), { minLength: 13 }), (fields) => {
      const same = Object.fromEntries(fields) as NoticeFacts
      assert.equal(digestOf(same), digestOf(FACTS))
    }),
  )
  assert.deepEqual(missingIn(FACTS), [])
})
