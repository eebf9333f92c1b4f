import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, it } from 'node:test'
import { sql } from 'kysely'
import { inEveryHome } from '../../../tools/testing/database-homes.ts'
import { ManualClock } from '../../core/clock.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { CASE_MIGRATIONS } from '../migrations/index.ts'
import { ListError } from './errors.ts'
import { createLists, type Lists } from './lists.ts'

const START_MS = Date.UTC(2026, 10, 21, 9)
const refusal = (code: string) => (error: unknown) =>
  error instanceof ListError && error.code === code
const addresses = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `203.0.113.${from + index}`).join('\n')

inEveryHome('lists', (home) => {
  let database: Database
  let clock: ManualClock
  let lists: Lists
  const directory = mkdtempSync(join(tmpdir(), 'noroshi-lists-'))
  const file = join(directory, 'list.txt')

  before(async () => {
    database = await openDatabase(await home.create(), CASE_MIGRATIONS)
  })
  after(async () => {
    await database.destroy()
    await home.remove()
    rmSync(directory, { recursive: true, force: true })
  })
  beforeEach(async () => {
    await sql`truncate list_entries, list_fetches, list_sources`.execute(database)
    clock = new ManualClock(START_MS)
    lists = createLists(database, clock, {
      isSubscriber: (address) => address.startsWith('198.51.100.'),
    })
  })
  const bring = (text: string, more: object = {}) => {
    writeFileSync(file, text)
    return lists.import({ source: 'a', place: file, actor: 'Hanako', ...more })
  }
  const entries = async (query: object = {}) =>
    (await lists.entries({ source: 'a', limit: 500, ...query })).entries

  it('an import makes the source, and remembers of each entry where it came from', async () => {
    const result = await bring(
      '# c2\n203.0.113.7:443 # botnet_cc\n198.51.100.3\nbroken\n203.0.113.0/24\n',
    )
    assert.equal(result.outcome, 'imported')
    assert.deepEqual(
      { ...result.report },
      {
        lines: 4,
        entries: 2,
        added: 2,
        relisted: 0,
        kept: 0,
        changed: 0,
        removed: 0,
        history: 0,
        badLines: 1,
        firstBadLines: [{ line: 4, reason: 'ADDRESS_INVALID' }],
        skipped: { 'own-subscriber': 1 },
      },
    )
    const [prefix, endpoint] = await entries()
    assert.deepEqual(
      [endpoint?.network, endpoint?.port, endpoint?.kind, endpoint?.line],
      ['203.0.113.7/32', 443, 'controller', 2],
    )
    assert.deepEqual(
      [prefix?.network, prefix?.port, prefix?.kind],
      ['203.0.113.0/24', null, 'unknown'],
    )
    assert.equal(endpoint?.firstListedAtMs, START_MS)
    const [fetch] = await lists.fetches('a', 10)
    assert.deepEqual(
      [fetch?.id, fetch?.actor, fetch?.place, fetch?.format],
      [endpoint?.fetchId, 'Hanako', 'list.txt', 'plain'],
    )
    const source = await lists.source('a')
    assert.deepEqual([source.listedCount, source.entryCount, source.verifiedAtMs], [2, 2, START_MS])
  })

  it('the same list twice changes nothing, and says that it is still so', async () => {
    await bring('203.0.113.7\n203.0.113.8\n')
    const before = await entries()
    clock.advance(DAY_MS)
    assert.equal((await bring('203.0.113.7\n203.0.113.8\n')).outcome, 'unchanged')
    assert.deepEqual(await entries(), before)
    assert.equal((await lists.source('a')).verifiedAtMs, START_MS + DAY_MS)
    const reordered = await bring('203.0.113.8\n203.0.113.7\n')
    assert.deepEqual(
      [
        reordered.outcome,
        reordered.report?.added,
        reordered.report?.kept,
        reordered.report?.changed,
        reordered.report?.removed,
      ],
      ['imported', 0, 2, 0, 0],
    )
    assert.deepEqual(
      (await entries()).map(({ id }) => id),
      before.map(({ id }) => id),
    )
  })

  it('what leaves the list is removed and stays as history; what comes back starts a new stay', async () => {
    await bring('203.0.113.7\n203.0.113.8\n')
    clock.advance(HOUR_MS)
    const gone = await bring('203.0.113.8\n')
    assert.equal(gone.report?.removed, 1)
    clock.advance(HOUR_MS)
    const back = await bring('203.0.113.7\n203.0.113.8\n')
    assert.deepEqual([back.report?.added, back.report?.relisted, back.report?.kept], [1, 1, 1])
    const stays = (await entries({ address: '203.0.113.7' })).map(
      ({ firstListedAtMs, lastRemovedAtMs }) => [firstListedAtMs, lastRemovedAtMs],
    )
    assert.deepEqual(stays, [
      [START_MS + 2 * HOUR_MS, null],
      [START_MS, START_MS + HOUR_MS],
    ])
    assert.equal((await lists.source('a')).listedCount, 2)
  })

  it('a history brings the stays of the past, once', async () => {
    const history = `ip,port,first_listed,last_removed
203.0.113.7,443,2025-01-01,2025-02-01
203.0.113.7,443,2025-06-01,
203.0.113.8,80,2025-03-01,2025-04-01
`
    const first = await bring(history)
    assert.deepEqual([first.report?.added, first.report?.history], [1, 2])
    clock.advance(DAY_MS)
    const later = await bring(
      history.replace('2025-06-01,', '2025-06-01,2026-11-01').concat('203.0.113.9,1,2026-11-02,\n'),
    )
    assert.deepEqual([later.report?.added, later.report?.history, later.report?.removed], [1, 0, 1])
    const stays = (await entries({ address: '203.0.113.7' })).map(
      ({ lastRemovedAtMs }) => lastRemovedAtMs,
    )
    assert.deepEqual(stays, [Date.UTC(2026, 10, 1), Date.UTC(2025, 1, 1)])
  })

  it('a list from the future is listed since now', async () => {
    await bring('ip,first_seen\n203.0.113.7,2030-01-01\n203.0.113.8,2026-01-01\n')
    assert.deepEqual(
      (await entries()).map(({ firstListedAtMs }) => firstListedAtMs),
      [Date.UTC(2026, 0, 1), START_MS],
    )
  })

  it('other words about the same endpoint change the entry and not its age', async () => {
    await bring('203.0.113.7 x\n')
    clock.advance(HOUR_MS)
    const result = await bring('203.0.113.7 sinkhole\n')
    assert.deepEqual([result.report?.changed, result.report?.added], [1, 0])
    const [entry] = await entries()
    assert.deepEqual([entry?.kind, entry?.firstListedAtMs], ['sinkhole', START_MS])
  })

  it('a list that lost more than half is refused until a person says that it is right', async () => {
    await bring(addresses(1, 101))
    await assert.rejects(bring(addresses(1, 41)), refusal('LIST_SHRUNK'))
    assert.equal((await entries({ isListed: true })).length, 100)
    assert.equal((await lists.source('a')).failure, 'LIST_SHRUNK')
    const result = await bring(addresses(1, 41), { isShrinkingAllowed: true })
    assert.equal(result.report?.removed, 60)
    assert.equal((await lists.source('a')).failure, null)
  })

  it('a list of news removes nothing by absence, and dates what it names', async () => {
    const statement = { isComplete: false }
    await bring(addresses(1, 51), { statement })
    clock.advance(DAY_MS)
    const result = await bring('203.0.113.1\n203.0.113.200\n')
    assert.deepEqual([result.report?.added, result.report?.removed], [1, 0])
    const [entry] = await entries({ address: '203.0.113.1' })
    assert.equal(entry?.lastVerifiedAtMs, START_MS + DAY_MS)
  })

  it('a rehearsal tells what would happen and keeps nothing', async () => {
    const result = await bring('203.0.113.7\n', { isDryRun: true })
    assert.deepEqual([result.isDryRun, result.report?.added], [true, 1])
    assert.deepEqual(await lists.sources(), [])
    await bring('203.0.113.7\n203.0.113.8\n')
    assert.equal((await bring('203.0.113.9\n', { isDryRun: true })).report?.removed, 2)
    assert.equal((await entries({ isListed: true })).length, 2)
    await assert.rejects(bring('<html>', { isDryRun: true }), refusal('LIST_FORMAT_UNKNOWN'))
    assert.equal((await lists.fetches('a', 10)).length, 1)
  })

  it('a file that cannot be read leaves no source behind, and a known one remembers it', async () => {
    const missing = { place: join(directory, 'none') }
    await assert.rejects(bring('', missing), refusal('LIST_UNREACHABLE'))
    assert.deepEqual(await lists.sources(), [])
    await bring('203.0.113.7\n')
    await assert.rejects(bring('', missing), refusal('LIST_UNREACHABLE'))
    const [fetch] = await lists.fetches('a', 1)
    assert.deepEqual([fetch?.outcome, fetch?.code], ['failed', 'LIST_UNREACHABLE'])
  })

  it('two imports at the same moment end as one after the other', async () => {
    await bring('203.0.113.7\n')
    const other = join(directory, 'other.txt')
    writeFileSync(file, '203.0.113.7\n203.0.113.8\n')
    writeFileSync(other, '203.0.113.8\n203.0.113.9\n')
    await Promise.all(
      [file, other].map((place) => lists.import({ source: 'a', place, actor: 'x' })),
    )
    const listed = await entries({ isListed: true })
    assert.equal(listed.length, 2)
    assert.equal(new Set(listed.map(({ network }) => network)).size, 2)
    assert.equal((await lists.source('a')).listedCount, 2)
  })

  it('a removed source lists nothing, keeps its history and takes nothing any more', async () => {
    await bring('203.0.113.7\n')
    clock.advance(HOUR_MS)
    assert.equal(await lists.remove('a', { actor: 'Hanako', note: 'its publisher stopped' }), 1)
    const [entry] = await entries()
    assert.equal(entry?.lastRemovedAtMs, START_MS + HOUR_MS)
    await assert.rejects(bring('203.0.113.7\n'), refusal('LIST_SOURCE_REMOVED'))
    await assert.rejects(
      lists.remove('a', { actor: 'x', note: 'y' }),
      refusal('LIST_SOURCE_REMOVED'),
    )
    await assert.rejects(lists.remove('b', { actor: 'x', note: 'y' }), refusal('LIST_NOT_FOUND'))
  })

  it('what is stated about a source has bounds', async () => {
    const wrong = [
      { reliability: 1.5 },
      { halfLifeDays: 0 },
      { refreshSeconds: 10, url: 'https://x.example' },
      { refreshSeconds: 3600 },
      { terms: ' ' },
      { kind: 'known-good' },
      { columns: { nonsense: 'x' } },
    ]
    for (const statement of wrong)
      await assert.rejects(
        bring('203.0.113.7\n', { statement }),
        refusal('LIST_SOURCE_INVALID'),
        JSON.stringify(statement),
      )
    await assert.rejects(
      bring('203.0.113.7\n', { source: 'No Spaces' }),
      refusal('LIST_SOURCE_INVALID'),
    )
    await bring('203.0.113.7\n')
    await assert.rejects(
      bring('203.0.113.7\n', { statement: { kind: 'known-good', reason: 'x' } }),
      refusal('LIST_KIND_MISMATCH'),
    )
  })
})
