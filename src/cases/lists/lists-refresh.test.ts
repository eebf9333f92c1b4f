import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { inEveryHome } from '../../../tools/testing/database-homes.ts'
import { ManualClock } from '../../core/clock.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { CASE_MIGRATIONS } from '../migrations/index.ts'
import { ListError } from './errors.ts'
import type { Fetched } from './fetch-list.ts'
import { createLists, type Lists } from './lists.ts'

const START_MS = Date.UTC(2026, 10, 21, 9)
inEveryHome('lists in use', (home) => {
  let database: Database
  let clock: ManualClock
  let lists: Lists
  const directory = mkdtempSync(join(tmpdir(), 'noroshi-lists-'))
  const file = join(directory, 'list.txt')
  let upstream: Fetched | Error
  let asked: unknown[]

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
    asked = []
    lists = createLists(database, clock, {
      isSubscriber: (address) => address.startsWith('198.51.100.'),
      fetchList: async (url, before) => {
        asked.push([url, before?.etag ?? null])
        if (upstream instanceof Error) throw upstream
        return upstream
      },
    })
  })
  const bring = (text: string, more: object = {}) => {
    writeFileSync(file, text)
    return lists.import({ source: 'a', place: file, actor: 'Hanako', ...more })
  }
  const entries = async (query: object = {}) =>
    (await lists.entries({ source: 'a', limit: 500, ...query })).entries
  const served = (text: string, etag: string | null = null): Fetched => ({
    kind: 'content',
    octets: Buffer.from(text),
    etag,
    lastModified: null,
  })

  it('a file that somebody replaces is looked at again by its interval, and taken only when it changed', async () => {
    const url = pathToFileURL(file).href
    await bring('203.0.113.1\n', { place: url, statement: { url, refreshSeconds: 300 } })
    const refreshed = () => lists.refreshDue((_source, error) => assert.fail(String(error)))
    assert.deepEqual(await refreshed(), [])
    clock.advance(301_000)
    assert.equal((await refreshed())[0]?.outcome, 'unchanged')
    writeFileSync(file, '203.0.113.1\n203.0.113.2\n')
    clock.advance(301_000)
    const [second] = await refreshed()
    assert.deepEqual(
      [second?.outcome, second?.report?.added, second?.report?.kept],
      ['imported', 1, 1],
    )
    const [fetch] = await lists.fetches('a', 1)
    assert.equal(fetch?.place.includes('/'), false, 'the path of this machine is not told')
  })

  it('a look-up answers by address, port and instant, with prefixes', async () => {
    await bring('203.0.113.7:443\n203.0.113.0/24\n2001:db8::/32\n')
    const check = async (address: string, port?: number, atMs?: number) =>
      (await lists.check({ address, port, atMs })).map(
        ({ network, port: listed }) => `${network} ${listed ?? '*'}`,
      )
    assert.deepEqual(await check('203.0.113.7', 443), ['203.0.113.7/32 443', '203.0.113.0/24 *'])
    assert.deepEqual(await check('203.0.113.7', 80), ['203.0.113.0/24 *'])
    assert.deepEqual(await check('2001:db8::42', 80), ['2001:db8::/32 *'])
    assert.deepEqual(await check('192.0.2.1'), [])
    assert.deepEqual(await check('203.0.113.7', 443, START_MS - 1), [])
    assert.deepEqual(await check('no address'), [])
    assert.equal((await entries({ address: '203.0.113.0/24' })).length, 2)
  })

  it('known-good entries work by prefix, port and time, with a reason and an end, in hindsight too', async () => {
    writeFileSync(
      file,
      'prefix,port,first_listed,until,reason\n203.0.113.0/24,443,2026-01-01,2026-12-01,our update servers\n192.0.2.1,,,,\n',
    )
    await lists.import({
      source: 'ours',
      place: file,
      actor: 'Hanako',
      statement: { kind: 'known-good', reason: 'our own' },
    })
    const good = async (address: string, port: number, atMs: number) =>
      (await lists.check({ address, port, atMs })).map(({ listKind, reason, holdsUntilMs }) => [
        listKind,
        reason,
        holdsUntilMs,
      ])
    const until = Date.UTC(2026, 11, 1)
    assert.deepEqual(await good('203.0.113.9', 443, START_MS), [
      ['known-good', 'our update servers', until],
    ])
    assert.deepEqual(await good('203.0.113.9', 443, Date.UTC(2026, 5, 1)), [
      ['known-good', 'our update servers', until],
    ])
    assert.deepEqual(await good('203.0.113.9', 80, START_MS), [])
    assert.deepEqual(await good('203.0.113.9', 443, until), [])
    assert.deepEqual(await good('192.0.2.1', 80, START_MS), [
      ['known-good', 'our own', START_MS + 90 * DAY_MS],
    ])
    assert.deepEqual(await good('192.0.2.1', 80, START_MS + 91 * DAY_MS), [])
  })

  it('a source with an interval is refreshed when it is due, and asks conditionally', async () => {
    const url = 'https://lists.example/c2.txt?key=secret'
    upstream = served('203.0.113.7\n', '"1"')
    const statement = { url, refreshSeconds: 3600 }
    await lists.import({ source: 'a', actor: 'Hanako', statement })
    const failures: unknown[] = []
    const refresh = () => lists.refreshDue((_, error) => failures.push(error))
    assert.deepEqual(await refresh(), [])
    clock.advance(HOUR_MS)
    upstream = { kind: 'not-modified' }
    assert.deepEqual(
      (await refresh()).map(({ outcome }) => outcome),
      ['unchanged'],
    )
    assert.deepEqual(asked.at(-1), [url, '"1"'])
    assert.equal((await lists.source('a')).verifiedAtMs, START_MS + HOUR_MS)
    clock.advance(HOUR_MS)
    upstream = served('203.0.113.8\n', '"2"')
    assert.deepEqual(
      (await refresh()).map(({ report }) => [report?.added, report?.removed]),
      [[1, 1]],
    )
    const [fetch] = await lists.fetches('a', 1)
    assert.equal(fetch?.place, 'https://lists.example/c2.txt')
    assert.deepEqual(failures, [])
  })

  it('a source that fails is tried again soon, then ever more rarely, and loses nothing meanwhile', async () => {
    upstream = served('203.0.113.7\n')
    const statement = { url: 'https://lists.example/', refreshSeconds: 86_400 }
    await lists.import({ source: 'a', actor: 'Hanako', statement })
    upstream = new ListError('LIST_UNREACHABLE', 'down')
    clock.advance(DAY_MS)
    const failures: string[] = []
    const refresh = () => lists.refreshDue((source) => failures.push(source))
    const tries: number[] = []
    for (let minute = 0; minute < 120; minute++) {
      const before = failures.length
      await refresh()
      if (failures.length > before) tries.push(minute)
      clock.advance(MINUTE_MS)
    }
    assert.deepEqual(tries, [0, 5, 15, 35, 75])
    assert.equal((await entries({ isListed: true })).length, 1)
    assert.equal((await lists.source('a')).failureCount, 5)
  })

  it('a MISP feed asks only for events that changed, and removes what an event no longer names', async () => {
    const uuids = ['11111111-2222-4333-8444-000000000001', '11111111-2222-4333-8444-000000000002']
    const manifest = (...stamps: (string | null)[]) =>
      writeFileSync(
        join(directory, 'manifest.json'),
        JSON.stringify(
          Object.fromEntries(
            stamps.flatMap((timestamp, index) =>
              timestamp === null ? [] : [[uuids[index], { timestamp }]],
            ),
          ),
        ),
      )
    const event = (index: number, ...values: string[]) =>
      writeFileSync(
        join(directory, `${uuids[index]}.json`),
        JSON.stringify({
          Event: {
            uuid: uuids[index],
            info: 'c2',
            Attribute: values.map((value) => ({
              type: 'ip-dst|port',
              value,
              to_ids: true,
              timestamp: '1763600000',
            })),
          },
        }),
      )
    const feed = () => lists.import({ source: 'misp', place: directory, actor: 'Hanako' })
    manifest('1', '1')
    event(0, '203.0.113.7|443', '203.0.113.8|443')
    event(1, '203.0.113.9|443')
    assert.deepEqual(
      [(await feed()).format, (await lists.source('misp')).listedCount],
      ['misp-feed', 3],
    )
    manifest('2', '1')
    event(0, '203.0.113.8|443')
    writeFileSync(join(directory, `${uuids[1]}.json`), 'not read again')
    const second = await feed()
    assert.deepEqual([second.report?.removed, second.report?.kept, second.report?.added], [1, 1, 0])
    manifest('2', null)
    assert.equal((await feed()).report?.removed, 1)
    assert.equal((await lists.source('misp')).listedCount, 1)
  })

  it('all entries of one kind come in chunks, whatever their number', async () => {
    const many = Array.from(
      { length: 25_000 },
      (_, n) => `11.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}:${1 + (n % 999)}`,
    )
    await bring(many.join('\n'))
    let seen = 0
    for await (const chunk of lists.allEntries('reputation')) seen += chunk.length
    assert.equal(seen, 25_000)
    for await (const _ of lists.allEntries('known-good')) assert.fail('there is no known-good list')
  })
})
