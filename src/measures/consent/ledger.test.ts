import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { inEveryHome } from '../../../tools/testing/database-homes.ts'
import { ManualClock } from '../../core/clock.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { MEASURE_MIGRATIONS } from '../migrations/index.ts'
import type { Agreement } from './answer.ts'
import { ConsentLedger } from './ledger.ts'
import { verifyProof } from './proof.ts'
import type { ConsentScope } from './scopes.ts'
import { WORDING_TEMPLATES } from './wordings.ts'

const BEGUN_MS = Date.UTC(2026, 10, 21)
const by = (subscriber: string) => ({ subscriber, channel: 'api', actor: 'portal' }) as const
const yes = (subscriber: string, change: Partial<Agreement> = {}): Agreement => ({
  ...by(subscriber),
  scope: 'block-address',
  language: 'ja',
  ...change,
})
const no = (subscriber: string, scope: ConsentScope = 'block-address') => ({
  ...by(subscriber),
  scope,
})
const withCode = (code: string) => (error: unknown) => (error as { code?: string }).code === code

inEveryHome('the consent ledger', (home) => {
  const clock = new ManualClock(BEGUN_MS)
  let database: Database
  let ledger: ConsentLedger
  const publish = (change: 'material' | 'editorial', title: string, graceMs = 0) =>
    ledger.publishTerms(
      {
        scope: 'block-address',
        basis: 'opt-in',
        change,
        graceMs,
        wording: { ...WORDING_TEMPLATES['block-address'], title: { ja: title, en: title } },
      },
      { actor: 'officer', note: 'agreed by the legal department' },
    )
  const sources = (nowMs = clock.nowMs()): string[] =>
    ledger
      .grants('block-address')
      .filter((grant) => grant.holdsAt(nowMs))
      .flatMap((grant) => grant.sources)
      .sort()
  const assign = (subscriber: string, prefixes: string[], sinceMs?: number) =>
    ledger.assign([{ ...by(subscriber), prefixes, sinceMs }])

  before(async () => {
    database = await openDatabase(await home.create(), MEASURE_MIGRATIONS)
    ledger = await ConsentLedger.open(database, clock)
    await publish('material', 'first')
  })
  after(async () => {
    await database.destroy()
    await home.remove()
  })

  it('a yes and an address together are a grant; either alone is none', async () => {
    await ledger.give(yes('a'))
    assert.deepEqual(sources(), [])
    await assign('a', ['198.51.100.7', '2001:db8:1:100::/56'])
    assert.deepEqual(sources(), ['198.51.100.7/32', '2001:db8:1:100::/56'])
    await assign('b', ['198.51.100.8'])
    assert.equal(sources().length, 2)
  })

  it('a new address of one family leaves the other family', async () => {
    await assign('a', ['198.51.100.9'])
    assert.deepEqual(sources(), ['198.51.100.9/32', '2001:db8:1:100::/56'])
  })

  it('an address that is given to somebody else is no longer covered at the same instant', async () => {
    await assign('b', ['198.51.100.9'])
    assert.deepEqual(sources(), ['2001:db8:1:100::/56'])
    await assign('a', ['198.51.100.7'])
  })

  it('lines that hold one another end as well, in both directions', async () => {
    await ledger.give(yes('wide'))
    await assign('wide', ['203.0.113.0/24'])
    await assign('b', ['203.0.113.77'])
    assert.ok(
      !sources().includes('203.0.113.0/24'),
      'the /24 would have covered a line without consent',
    )
    await assign('wide', ['203.0.113.0/24'])
    assert.equal(ledger.standing('b').lines.size, 0)
    await assert.rejects(
      ledger.assign([
        { ...by('c'), prefixes: ['192.0.2.0/28'] },
        { ...by('d'), prefixes: ['192.0.2.3'] },
      ]),
      withCode('LINE_INVALID'),
    )
    await ledger.endLines(by('wide'))
    assert.ok(!sources().includes('203.0.113.0/24'))
  })

  it('what the carrier says too late does not take an address from who has it since', async () => {
    await assert.rejects(
      assign('b', ['198.51.100.7'], BEGUN_MS - HOUR_MS),
      withCode('LINE_OUTDATED'),
    )
    assert.ok(sources().includes('198.51.100.7/32'))
  })

  it('refuses what cannot be one line', async () => {
    for (const prefix of ['0.0.0.0/0', '10.0.0.0/8', '::/32', '::ffff:0:0/96', 'nonsense', ''])
      await assert.rejects(assign('c', [prefix]), withCode('LINE_INVALID'), prefix)
  })

  it('a no ends the grant before it is answered, and listeners hear of it', async () => {
    const heard: string[] = []
    const stop = ledger.onChange(({ ended }) => heard.push(...ended.map((one) => one.subscriber)))
    await ledger.withdraw(no('a'))
    stop()
    assert.deepEqual([heard, sources()], [['a'], []])
    const receipt = await ledger.give(yes('a', { channel: 'page' }))
    assert.equal(receipt.hash, ledger.standing('a').head)
    assert.equal(sources().length, 2)
  })

  it('a no does not wait for an import', async () => {
    const { promise: file, resolve: read } = Promise.withResolvers<void>()
    const importing = ledger.recordAll(async () => {
      await file
      return []
    })
    const answered = ledger.withdraw(no('a'))
    assert.deepEqual(sources(), [], 'while the import is still being read')
    read()
    await Promise.all([importing, answered])
    await ledger.give(yes('a'))
    assert.equal(sources().length, 2)
    await assert.rejects(ledger.pause({ ...by('a'), hours: -1 }), withCode('PAUSE_INVALID'))
    assert.equal(sources().length, 2, 'a refused word changes nothing')
  })

  it('an older paper does not undo a no', async () => {
    clock.advance(1_000)
    await ledger.withdraw(no('a'))
    const paper = yes('a', { channel: 'paper', saidAtMs: clock.nowMs() - 500 })
    await assert.rejects(
      ledger.give({ ...paper, saidAtMs: BEGUN_MS }),
      withCode('GRANT_OLDER_THAN_WITHDRAWAL'),
    )
    clock.advance(1_000)
    await ledger.give({ ...paper, saidAtMs: clock.nowMs() })
    assert.equal(sources().length, 2)
  })

  it('a pause ends by itself, and holds for blocking only', async () => {
    await ledger.pause({ ...by('a'), hours: 2 })
    assert.deepEqual(sources(), [])
    assert.equal(ledger.nextTurnMs(clock.nowMs()), clock.nowMs() + 2 * HOUR_MS)
    assert.equal(ledger.statistics().pausing, 1)
    clock.advance(2 * HOUR_MS)
    assert.equal(sources().length, 2)
    await ledger.pause({ ...by('a'), hours: 1 })
    await ledger.resume(by('a'))
    assert.equal(sources().length, 2)
    await assert.rejects(ledger.pause({ ...by('a'), hours: 1_000 }), withCode('PAUSE_INVALID'))
  })

  it('mending words asks nobody; changing what is agreed to asks everybody', async () => {
    const mended = await publish('editorial', 'mended')
    assert.deepEqual([mended.id, sources().length], ['block-address/2', 2])
    assert.equal(
      (await publish('editorial', 'mended')).id,
      mended.id,
      'the same words are no version',
    )
    const changed = await publish('material', 'changed', 30 * DAY_MS)
    const endsAtMs = clock.nowMs() + 30 * DAY_MS
    assert.deepEqual(ledger.unanswered('block-address', 1), [{ subscriber: 'a', endsAtMs }])
    assert.equal(sources().length, 2, 'within the grace the old consent holds')
    assert.deepEqual(sources(endsAtMs), [], 'after it nobody has to do anything for it to end')
    await assert.rejects(ledger.give(yes('b', { terms: mended.id })), withCode('TERMS_OUTDATED'))
    await assert.rejects(
      ledger.give(yes('a', { terms: changed.id, digest: mended.digest })),
      withCode('TERMS_DIGEST_MISMATCH'),
    )
    clock.advance(30 * DAY_MS)
    assert.equal(await ledger.lapseDue(), 2)
    assert.equal(await ledger.lapseDue(), 0)
    assert.deepEqual(sources(), [])
    await ledger.give(yes('a', { terms: changed.id, digest: changed.digest }))
    assert.equal(sources().length, 2)
  })

  it('general terms cover nobody who said no', async () => {
    const { wording } = ledger.book.terms.latest('block-address')!
    await ledger.publishTerms(
      { scope: 'device-alerts', basis: 'general-terms', change: 'material', graceMs: 0, wording },
      { actor: 'officer', note: 'section 4 of the general terms' },
    )
    const general = (subscriber: string) =>
      yes(subscriber, { scope: 'device-alerts', channel: 'csv' })
    await ledger.give(general('a'))
    await ledger.withdraw(no('b', 'device-alerts'))
    await assert.rejects(ledger.give(general('b')), withCode('GRANT_OLDER_THAN_WITHDRAWAL'))
    await ledger.give({ ...general('b'), channel: 'page' })
    const alerts = ledger.statistics().scopes.find(({ scope }) => scope === 'device-alerts')!
    assert.deepEqual([alerts.agreed['general-terms'], alerts.withdrawn], [2, 0])
  })

  it('a proof holds what was said and shown, and shows every change', async () => {
    const proof = JSON.parse(JSON.stringify(await ledger.proof('a')))
    verifyProof(proof)
    assert.equal(proof.head, ledger.standing('a').head)
    assert.deepEqual(
      proof.terms.map(({ id }: { id: string }) => id),
      ['block-address/1', 'block-address/3', 'device-alerts/1'],
    )
    const damages: ((copy: typeof proof) => void)[] = [
      (copy) => copy.events.splice(2, 1),
      (copy) => copy.events.pop(),
      (copy) => {
        copy.events[0].fact.saidAtMs--
      },
      (copy) => {
        copy.events[1].actor = 'somebody else'
      },
      (copy) => {
        copy.terms[0].wording.summary.ja = '何でも止めます'
      },
      (copy) => {
        copy.subscriber = 'b'
      },
    ]
    for (const damage of damages) {
      const copy = structuredClone(proof)
      damage(copy)
      assert.throws(() => verifyProof(copy), withCode('PROOF_INVALID'), damage.toString())
    }
  })

  it('the database refuses to change or delete what was said, and lines that overlap', async () => {
    for (const statement of [
      sql`update consent_events set actor = 'x'`,
      sql`delete from consent_events`,
      sql`truncate consent_events`,
      sql`update consent_terms set digest = ''`,
    ])
      await assert.rejects(statement.execute(database), /append-only/)
    const at = new Date(clock.nowMs())
    await assert.rejects(
      sql`insert into consent_lines (subscriber, prefix, since_at) values ('x', '198.51.100.0/28', ${at})`.execute(
        database,
      ),
      /exclusion constraint/,
    )
  })

  it('what is stored is what stands: opened again, everything is the same', async () => {
    const again = await ConsentLedger.open(database, clock)
    const facts = (from: ConsentLedger) => ({
      standings: [...from.book.standings()],
      grants: from.grants('block-address').map((grant) => ({ ...grant })),
      terms: from.book.terms.all(),
      statistics: from.statistics(),
    })
    const sorted = (value: ReturnType<typeof facts>) => ({
      ...value,
      terms: [...value.terms].sort((a, b) => (a.id < b.id ? -1 : 1)),
    })
    assert.deepEqual(sorted(facts(again)), sorted(facts(ledger)))
  })

  it('after a contract nothing is added, and years later nothing is left but that it was deleted', async () => {
    await ledger.endContract(by('a'))
    assert.deepEqual(sources(), [])
    await assert.rejects(ledger.give(yes('a')), withCode('SUBSCRIBER_GONE'))
    await assert.rejects(assign('a', ['198.51.100.7']), withCode('SUBSCRIBER_GONE'))
    assert.deepEqual(await ledger.deleteEndedBefore(clock.nowMs(), { actor: 'schedule' }), {
      subscribers: 0,
      events: 0,
    })
    clock.advance(5 * 366 * DAY_MS)
    const { subscribers, events } = await ledger.deleteEndedBefore(clock.nowMs() - DAY_MS, {
      actor: 'schedule',
    })
    assert.ok(subscribers === 1 && events > 10)
    await assert.rejects(ledger.proof('a'), withCode('SUBSCRIBER_NOT_FOUND'))
    const { rows } = await sql<{ text: string }>`select to_jsonb(d)::text as text
      from consent_deletions d`.execute(database)
    assert.equal(rows.length, 1)
    assert.match(rows[0]!.text, /"subscribers": ?1/)
    await assert.rejects(sql`delete from consent_events`.execute(database), /append-only/)
  })
})

describe('when the database fails', () => {
  it('who said no is out although it could not be written down', async () => {
    const clock = new ManualClock(BEGUN_MS)
    const { createDatabase } = await import('./database.fixture.ts')
    const database = await createDatabase()
    const ledger = await ConsentLedger.open(database, clock)
    const wording = WORDING_TEMPLATES['block-address']
    await ledger.publishTerms(
      { scope: 'block-address', basis: 'opt-in', change: 'material', graceMs: 0, wording },
      { actor: 'officer', note: 'x' },
    )
    await ledger.give(yes('a'))
    await ledger.assign([{ ...by('a'), prefixes: ['198.51.100.7'] }])
    await database.destroy()
    await assert.rejects(ledger.withdraw(no('a')))
    assert.deepEqual(ledger.grants('block-address'), [])
  })
})
