import assert from 'node:assert/strict'
import { after, before, beforeEach, it } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { inEveryHome } from '../../../tools/testing/database-homes.ts'
import { ManualClock } from '../../core/clock.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/time-span.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { CaseError } from '../errors.ts'
import { CASE_MIGRATIONS } from '../migrations/index.ts'
import type { CaseTables } from '../tables.ts'
import { caseIdOf } from './case-id.ts'
import type { Candidate } from './evidence.ts'
import { pageQuery } from './find.ts'
import { live, NEWBORN } from './life.ts'
import { createRegistry, type Registry } from './registry.ts'
import { CASE_STATUSES } from './status.ts'

const START_MS = Date.UTC(2026, 10, 21, 9)
const detector = { actor: 'detection' }
const analyst = (note = 'on a list we trust') => ({ actor: 'Hanako', note })
const refusal = (code: string) => (error: unknown) =>
  error instanceof CaseError && error.code === code

function candidate(changes: Partial<Candidate> = {}): Candidate {
  return {
    address: '203.0.113.7',
    protocol: 'tcp',
    port: 8443,
    probability: 0.9,
    band: 'suspected',
    clients: 31,
    reasons: [
      { en: 'few bytes back', ja: '応答が小さい', group: 'size', weight: 0.2 },
      {
        en: '24 of its 31 clients also scan',
        ja: '31台中24台が走査',
        group: 'clients',
        weight: 0.6,
      },
    ],
    against: [{ en: 'it answers as a shop', ja: '通販サイト', group: 'service', weight: -0.1 }],
    ...changes,
  }
}

inEveryHome('registry', (home) => {
  let database: Database
  let clock: ManualClock
  let registry: Registry

  before(async () => {
    database = await openDatabase(await home.create(), CASE_MIGRATIONS)
  })
  after(async () => {
    await database.destroy()
    await home.remove()
  })
  beforeEach(async () => {
    await sql`alter table case_events disable trigger case_events_append_only`.execute(database)
    await sql`truncate case_events, cases`.execute(database)
    await sql`alter table case_events enable trigger case_events_append_only`.execute(database)
    clock = new ManualClock(START_MS)
    registry = createRegistry(database, clock, {
      isSubscriber: (address) => address.startsWith('10.'),
    })
  })
  const proposed = async (changes: Partial<Candidate> = {}) => {
    const endpoint = candidate(changes)
    await registry.propose([endpoint], detector)
    return { id: caseIdOf(endpoint) }
  }

  it('a candidate becomes a case that says what, since when, how sure and why', async () => {
    const { id } = await proposed()
    assert.deepEqual(await registry.get(id), {
      id,
      endpoint: { address: '203.0.113.7', protocol: 'tcp', port: 8443 },
      status: 'proposed',
      kind: 'unknown',
      voices: [{ origin: 'detection', stance: 'for' }],
      request: null,
      warning: null,
      beforeDispute: null,
      undo: null,
      ignoredCount: 0,
      probability: 0.9,
      band: 'suspected',
      clients: 31,
      proposedAtMs: START_MS,
      changedAtMs: START_MS,
      scoredAtMs: START_MS,
      leadingReason: candidate().reasons[1],
      reasons: candidate().reasons,
      against: candidate().against,
      history: [
        {
          sequence: 1,
          kind: 'proposed',
          atMs: START_MS,
          actor: 'detection',
          note: null,
          evidence: {
            probability: 0.9,
            band: 'suspected',
            clients: 31,
            reasons: candidate().reasons,
            against: candidate().against,
          },
          details: null,
        },
      ],
    })
  })

  it('the same endpoint is the same case; a repeated score adds nothing to its history', async () => {
    await proposed()
    clock.advance(MINUTE_MS)
    const again = await registry.propose(
      [candidate({ address: '::ffff:203.0.113.7' }), candidate({ port: 8444 })],
      detector,
    )
    assert.deepEqual(again, { proposed: 1, scored: 0, unchanged: 1, refused: 0 })
    clock.advance(6 * HOUR_MS)
    const later = await registry.propose([candidate(), candidate()], detector)
    assert.deepEqual(later, { proposed: 0, scored: 1, unchanged: 0, refused: 0 })
  })

  it('one bad candidate does not stop the others, and is counted', async () => {
    const telling = { en: 'seen from 10.1.2.3', ja: '観測', group: 'clients', weight: 1 }
    const result = await registry.propose(
      [candidate({ port: 1, reasons: [telling] }), candidate({ port: -1 }), candidate({ port: 2 })],
      detector,
    )
    assert.deepEqual(result, { proposed: 1, scored: 0, unchanged: 0, refused: 2 })
  })

  it('a person overrules every later score', async () => {
    const { id } = await proposed()
    clock.advance(HOUR_MS)
    await registry.dismiss(id, analyst('our own update server'))
    clock.advance(HOUR_MS)
    const surer = candidate({ probability: 0.99, band: 'share-candidate' })
    assert.equal((await registry.propose([surer], detector)).scored, 1)
    const dismissed = await registry.get(id)
    assert.equal(dismissed.status, 'dismissed')
    assert.equal(dismissed.probability, 0.99)
    assert.equal(dismissed.changedAtMs, START_MS + 2 * HOUR_MS)
    assert.deepEqual(
      dismissed.history.map(({ kind, note, actor }) => [kind, note, actor]),
      [
        ['proposed', null, 'detection'],
        ['dismissed', 'our own update server', 'Hanako'],
        ['scored', null, 'detection'],
      ],
    )
  })

  it('a decision is taken back by reopening, not by deciding again', async () => {
    const { id } = await proposed()
    assert.equal((await registry.confirm(id, analyst())).status, 'confirmed')
    await assert.rejects(registry.confirm(id, analyst()), refusal('CASE_TRANSITION_ILLEGAL'))
    await assert.rejects(registry.dismiss(id, analyst()), refusal('CASE_TRANSITION_ILLEGAL'))
    assert.equal((await registry.reopen(id, analyst('new facts'))).status, 'proposed')
    assert.equal((await registry.dismiss(id, analyst())).status, 'dismissed')
  })

  it('of two people who decide at the same moment, one is told', async () => {
    const { id } = await proposed()
    const decisions = await Promise.allSettled([
      registry.confirm(id, analyst('yes')),
      registry.dismiss(id, analyst('no')),
      registry.confirm(id, analyst('yes as well')),
    ])
    const refused = decisions.filter(
      (decision) =>
        decision.status === 'rejected' && refusal('CASE_TRANSITION_ILLEGAL')(decision.reason),
    )
    assert.equal(refused.length, 2)
    assert.equal((await registry.get(id)).history.length, 2)
  })

  it('two detections at the same moment open each case once', async () => {
    const many = Array.from({ length: 1200 }, (_, port) => candidate({ port }))
    const results = await Promise.all([
      registry.propose(many, detector),
      registry.propose(many.toReversed(), detector),
    ])
    assert.equal(results[0].proposed + results[1].proposed, 1200)
    assert.equal((await registry.counts()).proposed, 1200)
    assert.equal(await registry.rebuildSnapshots(), 0)
  })

  it('a decision says who and why, and names no subscriber', async () => {
    const { id } = await proposed()
    const refused = (decision: { actor: string; note: string }, code: string) =>
      assert.rejects(registry.confirm(id, decision), refusal(code))
    await refused({ actor: 'Hanako', note: ' \0\n' }, 'NOTE_REQUIRED')
    await refused({ actor: '', note: 'sure' }, 'ACTOR_REQUIRED')
    await refused({ actor: 'Hanako', note: 'x'.repeat(2001) }, 'NOTE_TOO_LONG')
    await refused(
      { actor: 'Hanako', note: 'mail from 10.1.2.3: infected' },
      'NOTE_NAMES_SUBSCRIBER',
    )
    await registry.confirm(id, { actor: 'Hanako', note: 'the sister of 198.51.100.9:443' })
  })

  it('a case that does not exist is not found, whatever is asked', async () => {
    for (const id of ['0123456789ab', '', 'x\0y', '../../etc/passwd', 'a'.repeat(10_000)]) {
      await assert.rejects(registry.get(id), refusal('CASE_NOT_FOUND'))
      await assert.rejects(registry.confirm(id, analyst()), refusal('CASE_NOT_FOUND'))
    }
  })

  it('what happened cannot be changed or deleted, not even in SQL', async () => {
    const { id } = await proposed()
    for (const statement of [
      sql`update case_events set actor = 'nobody'`,
      sql`delete from case_events`,
      sql`truncate case_events cascade`,
      sql`delete from cases where id = ${id}`,
    ])
      await assert.rejects(statement.execute(database), /append-only|foreign key/)
    assert.equal((await registry.get(id)).history.length, 1)
  })

  it('walking the pages meets every case once, in order, for every sort', async () => {
    // Few distinct values, so that ties cross the page boundaries.
    const many = Array.from({ length: 137 }, (_, port) =>
      candidate({ port, probability: (port % 7) / 7, clients: port % 3 }),
    )
    for (let start = 0; start < many.length; start += 50, clock.advance(MINUTE_MS))
      await registry.propose(many.slice(start, start + 50), detector)
    for (const sort of ['probability', 'changed', 'clients'] as const) {
      const met: { value: number; id: string }[] = []
      let cursor: string | undefined
      do {
        const page = await registry.find({ sort, limit: 10, cursor, status: 'proposed' })
        assert.equal(page.total, 137)
        for (const summary of page.cases)
          met.push({
            value: sort === 'changed' ? summary.changedAtMs : summary[sort],
            id: summary.id,
          })
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      assert.equal(new Set(met.map(({ id }) => id)).size, 137)
      const inOrder = met.toSorted((a, b) => b.value - a.value || (a.id < b.id ? 1 : -1))
      assert.deepEqual(met, inOrder)
    }
  })

  it('cases are found by status, and by part of an address or an endpoint', async () => {
    await proposed({ address: '203.0.113.7', port: 443 })
    await proposed({ address: '203.0.113.77', port: 6667 })
    const { id } = await proposed({ address: '2001:db8::1', port: 443 })
    await registry.confirm(id, analyst())
    const count = async (search: string, status?: 'confirmed' | 'proposed') =>
      (await registry.find({ search, status, sort: 'clients', limit: 9 })).total
    assert.equal(await count('203.0.113.7'), 2)
    assert.equal(await count('203.0.113.7:443/tcp'), 1)
    assert.equal(await count('2001:DB8:0::1'), 1)
    assert.equal(await count('[2001:0db8::1]:443/tcp'), 1)
    assert.equal(await count(':443'), 2)
    assert.equal(await count(':443', 'confirmed'), 1)
    assert.equal(await count(' '), 3)
    for (const nothing of ['%', '_', '\\', "' or 1=1 --", '203.0.113.7\0'.repeat(2)])
      assert.equal(await count(nothing), 0, nothing)
    const none = Object.fromEntries(CASE_STATUSES.map((status) => [status, 0]))
    assert.deepEqual(await registry.counts(), { ...none, proposed: 2, confirmed: 1 })
  })

  it('after any course of events the snapshot is what the events say', async () => {
    const step = fc.record({
      kind: fc.constantFrom(
        'scored',
        'confirm',
        'dismiss',
        'reopen',
        'review',
        'dispute',
        'uphold',
        'release',
        'retract',
        'undo',
      ),
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    let port = 0
    const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const { id } = await proposed({ port: port++ })
      const endpoint = { port: port - 1 }
      for (const { kind, probability } of steps) {
        clock.advance(kind === 'undo' ? SECOND_MS : MINUTE_MS)
        if (kind === 'scored')
          await registry.propose([candidate({ ...endpoint, probability })], detector)
        else {
          await registry[kind](id, analyst()).catch((error) =>
            assert.match(String(error.code), /^(CASE_TRANSITION_ILLEGAL|UNDO_TOO_LATE)$/),
          )
        }
      }
      const { status, history } = await registry.get(id)
      assert.equal(status, history.reduce(live, NEWBORN).status)
      assert.deepEqual(
        history.map(({ sequence }) => sequence),
        history.map((_, index) => index + 1),
      )
      clock.advance(MINUTE_MS)
    })
    await fc.assert(property, { numRuns: 25 })
    assert.equal(await registry.rebuildSnapshots(), 0)
    await sql`update cases set status = 'dismissed', probability = 0, clients = 0, event_count = 0
      where port = 0`.execute(database)
    assert.equal(await registry.rebuildSnapshots(), 1)
    assert.equal(await registry.rebuildSnapshots(), 0)
  })

  it('every first view of 20,000 cases is read from an index, whatever the sort', async () => {
    for (let chunk = 0; chunk < 2; chunk++) {
      const many = Array.from({ length: 10_000 }, (_, port) =>
        candidate({
          address: `198.51.100.${chunk}`,
          port,
          probability: (port % 997) / 997,
          clients: port % 50,
        }),
      )
      assert.equal((await registry.propose(many, detector)).proposed, 10_000)
    }
    await sql`analyze cases`.execute(database)
    const { cases, total, nextCursor } = await registry.find({ sort: 'probability', limit: 50 })
    assert.deepEqual([cases.length, total], [50, 20_000])
    for (const sort of ['probability', 'changed', 'clients'] as const)
      for (const status of [undefined, 'proposed', 'dismissed'] as const) {
        const cursor = sort === 'probability' && status !== 'dismissed' ? nextCursor! : undefined
        const plan = await explain({ sort, status, limit: 50, cursor })
        assert.match(plan, /Index Scan/, plan)
        assert.doesNotMatch(plan, /Seq Scan|"Node Type": "Sort"/, plan)
      }
  })

  async function explain(query: Parameters<typeof pageQuery>[1]): Promise<string> {
    const db = database.$extendTables<CaseTables>()
    const plan = await pageQuery(db, query).limit(query.limit).explain('json')
    return JSON.stringify(plan)
  }
})
