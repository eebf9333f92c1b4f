import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { SeededRandom } from '../../core/random.ts'
import { HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'
import { engineFolds } from '../../flows/store/engine-folds.ts'
import { extractFeatures } from '../features/extract-features.ts'
import {
  FlowTable,
  type HandmadeFlow,
  ONE_SITE,
  START_MS,
  SYN,
  TEST_ACCESS,
} from '../flow-table-fixture.ts'
import { foldFlows } from './fold-flows.ts'
import { mergedCounts, mergedPairs, NO_RULES } from './pair-hours.fixture.ts'
import { visibleParameters } from './visible-runs.ts'

let table: FlowTable
before(async () => {
  table = await FlowTable.open()
})
after(() => table[Symbol.asyncDispose]())

/** Long connections cut by a timeout, beacons, knocks and answers over three hours. */
function drawnFlows(count: number, seed: number): HandmadeFlow[] {
  const random = new SeededRandom(seed)
  return Array.from({ length: count }, (): HandmadeFlow => {
    const client = `203.0.113.${1 + random.integer(12)}`
    const server = `198.51.100.${1 + random.integer(9)}`
    const port = [443, 6667, 23][random.integer(3)]!
    const fromPort = 40_000 + random.integer(5)
    const atMs = START_MS + random.integer(180) * MINUTE_MS + random.integer(60_000)
    const isAnswer = random.next() < 0.3
    const flags = random.next() < 0.2 ? SYN : 27
    return {
      atMs,
      durationMs: random.integer(60_000),
      from: isAnswer ? server : client,
      fromPort: isAnswer ? port : fromPort,
      to: isAnswer ? client : server,
      port: isAnswer ? fromPort : port,
      flags: isAnswer ? 27 : flags,
      packets: 1 + random.integer(50),
      octets: 40 + random.integer(5_000),
    }
  })
}

const result = async () => [await mergedPairs(table), await mergedCounts(table)]

test('any order, any number of folds and any number of passes make the same roll-ups', async () => {
  const flows = drawnFlows(1_500, 5)
  await table.replace(flows)
  assert.deepEqual(await table.fold(), { runs: 1, records: 1_500, dropped: 0 })
  const whole = await result()

  await table.replace(flows.toReversed())
  await table.fold({ passRecordsMax: 200 })
  assert.deepEqual(await result(), whole)

  await table.replace([])
  for (let at = 0; at < flows.length; at += 400) {
    await table.add(flows.slice(at, at + 400))
    const { records } = await table.fold()
    assert.ok(records <= 400, 'only what is new')
  }
  assert.deepEqual(await result(), whole)
})

test('nothing new is nothing to do, and no fold is closed for it', async () => {
  await table.replace(drawnFlows(10, 1))
  assert.equal((await table.fold()).runs, 1)
  assert.deepEqual(await table.fold(), { runs: 0, records: 0, dropped: 0 })
})

test('what a run that died has left is not read, and is deleted when the fold is folded again', async () => {
  await table.replace(drawnFlows(300, 2))
  await table.fold()
  const whole = await result()

  await table.replace(drawnFlows(300, 2))
  const place = engineFolds(table.engine)
  let statements = 0
  const dying: typeof place = {
    ...place,
    foldPending: (access, rules, work, onProgress) =>
      place.foldPending(
        access,
        rules,
        (job) =>
          work({
            ...job,
            onShards: async (sql, parameters) => {
              if (++statements === 2) throw new Error('killed')
              await job.onShards(sql, parameters)
            },
          }),
        onProgress,
      ),
  }
  await assert.rejects(foldFlows(dying, ONE_SITE), /killed/)
  const [left] = await table.engine.rows<{ n: number }>('SELECT count() AS n FROM pair_hours')
  assert.ok(left!.n > 0, 'the dead run had begun')
  assert.deepEqual((await mergedPairs(table)).length, 0)
  assert.deepEqual(await table.fold(), { runs: 1, records: 300, dropped: 1 })
  assert.deepEqual(await result(), whole)
  const [kept] = await table.engine.rows<{ runs: number }>(
    'SELECT uniqExact(run) AS runs FROM pair_hours',
  )
  assert.equal(kept!.runs, 1)
})

test('killed between closing and folding: the fold is folded at the next start', async () => {
  await table.replace(drawnFlows(50, 3))
  const place = engineFolds(table.engine)
  await assert.rejects(
    place.foldPending(TEST_ACCESS, 'any', () => Promise.reject(new Error('killed'))),
    /killed/,
  )
  await table.add(drawnFlows(20, 4))
  const { runs, records } = await table.fold()
  assert.deepEqual({ runs, records }, { runs: 1, records: 70 })
})

test('other rules fold everything that is still held anew, and the old rows go', async () => {
  const flows = drawnFlows(400, 6)
  await table.replace(flows)
  await table.fold()
  const seen: [number, number][] = []
  const found = await table.fold({
    subscriberPrefixes: ['203.0.113.0/29'],
    onProgress: (done, total) => seen.push([done, total]),
  })
  assert.deepEqual(found, { runs: 1, records: 400, dropped: 1 })
  assert.deepEqual(seen, [
    [0, 400],
    [400, 400],
  ])
  const [row] = await table.engine.rows<{ highest: string }>(
    `SELECT toString(max(client)) AS highest FROM pair_hours`,
  )
  assert.equal(row!.highest, '::ffff:203.0.113.7')
  assert.deepEqual(await table.fold(), { runs: 1, records: 400, dropped: 1 })
})

test('an answer after the question was folded makes no server of the client', async () => {
  const question = (host: number): HandmadeFlow => ({
    atMs: START_MS + host * MINUTE_MS,
    from: `203.0.113.${host}`,
    fromPort: 40_000 + host,
    to: '198.51.100.9',
    port: 55_000,
  })
  await table.replace([1, 2, 3, 4].map(question))
  await table.fold()
  await table.add([
    {
      ...question(2),
      atMs: START_MS + HOUR_MS,
      from: '198.51.100.9',
      fromPort: 55_000,
      to: '203.0.113.2',
      port: 40_002,
      flags: 24,
    },
  ])
  await table.fold()
  const pairs = await mergedPairs(table)
  assert.equal(pairs.length, 4)
  assert.ok(pairs.every(({ pair }) => pair.endsWith(' ::ffff:198.51.100.9 55000/6')))
})

test('a connection over the border of two hours and two folds is one contact', async () => {
  const piece = (minute: number): HandmadeFlow => ({
    atMs: START_MS + minute * MINUTE_MS,
    durationMs: 59_000,
    from: '203.0.113.1',
    fromPort: 40_000,
    to: '198.51.100.9',
    port: 6667,
    octets: 100,
  })
  await table.replace(Array.from({ length: 40 }, (_, i) => piece(30 + i)))
  await table.fold()
  await table.add(Array.from({ length: 10 }, (_, i) => piece(70 + i)))
  await table.fold()
  const [pair] = await mergedPairs(table)
  assert.deepEqual(pair!.contacts, [
    [40_000, START_MS + 30 * MINUTE_MS, START_MS + 79 * MINUTE_MS + 59_000, 5_000],
  ])
})

test('of a very busy pair the earliest contacts are kept, and counts go on', async () => {
  const flows = Array.from(
    { length: 5_000 },
    (_, i): HandmadeFlow => ({
      atMs: START_MS + i * 700,
      durationMs: 10,
      from: '203.0.113.1',
      fromPort: 1024 + i,
      to: '198.51.100.9',
      port: 443,
    }),
  )
  const lists: unknown[] = []
  for (const order of [flows, flows.toReversed()]) {
    await table.replace(order)
    await table.fold()
    const [row] = await table.engine.rows<{ n: number; kept: number; last: string }>(
      'SELECT contact_count AS n, length(contacts) AS kept, toString(contacts[-1]) AS last FROM pair_hours',
    )
    assert.deepEqual({ n: row!.n, kept: row!.kept }, { n: 5_000, kept: 256 })
    lists.push(row!.last)
  }
  assert.equal(lists[0], lists[1])
})

test('what a flood of forged sources makes too large for memory goes to disk, and the roll-ups are the same', async () => {
  const flood = Array.from(
    { length: 20_000 },
    (_, i): HandmadeFlow => ({
      atMs: START_MS + i,
      from: `203.0.${i >> 8}.${i & 255}`,
      fromPort: 1024 + i,
      to: '198.51.100.9',
      port: 443,
      flags: SYN,
    }),
  )
  const partsOnDisk = async (): Promise<number> => {
    const [row] = await table.engine.rows<{ n: number }>(
      `SELECT toUInt32(sum(value)) AS n FROM system.events WHERE event = 'ExternalAggregationWritePart'`,
    )
    return row!.n
  }
  const before = await partsOnDisk()
  await table.replace(flood)
  await table.fold()
  const whole = await result()
  assert.equal(await partsOnDisk(), before)
  await table.replace(flood)
  await table.fold({ passGroupsOctetsMax: 2 ** 20 })
  assert.deepEqual(await result(), whole)
  assert.ok((await partsOnDisk()) > before)
})

test('a year of runs every few minutes is no more to a statement than a few, and other rules forsake them all', async () => {
  const flows = drawnFlows(200, 7)
  await table.replace(flows)
  await table.fold()
  await table.engine.run(
    `INSERT INTO folds (fold, run, state, rules, records)
     SELECT 1000 + number, 2 + number, 'folded', {rules:String}, 0 FROM numbers(60000) WHERE number % 20000 != 7`,
    { rules: NO_RULES },
  )
  const whole = await result()
  await table.add([{ ...flows[0]!, atMs: START_MS + HOUR_MS }])
  assert.equal((await table.fold()).records, 1)
  const extraction = await extractFeatures(table, ONE_SITE)
  assert.ok(extraction.rows.length > 5)
  assert.equal((whole as unknown[][])[0]!.length, (await mergedPairs(table)).length)
  const { dropped } = await table.fold({ subscriberPrefixes: ['203.0.113.0/24'] })
  assert.equal(dropped, 2 + 60_000 - 3)
})

test('runs that count are told by their ends and what is missing between', () => {
  assert.deepEqual(visibleParameters([]), { first_run: 1, last_run: 0, gap_runs: [] })
  assert.deepEqual(visibleParameters([4, 5, 8]), {
    first_run: 4,
    last_run: 8,
    gap_runs: [6, 7],
  })
})

test('where much is held, who serves is learned from it once an hour, and from each run at once', async () => {
  const crowd = Array.from(
    { length: 50_001 },
    (_, i): HandmadeFlow => ({
      atMs: START_MS,
      from: '203.0.113.200',
      fromPort: 40_000,
      to: `198.18.${i >> 8}.${i & 255}`,
      port: 80,
    }),
  )
  /** Nothing but the ports says who serves, and the lower one is the client's. */
  const answerOf = (server: string, client: number, atMs: number): HandmadeFlow => ({
    atMs,
    from: server,
    fromPort: 9_000,
    to: `203.0.113.${client}`,
    port: 5_000,
    protocol: 17,
  })
  const question = (server: string, client: number, atMs: number): HandmadeFlow => ({
    atMs,
    from: `203.0.113.${client}`,
    fromPort: 40_000,
    to: server,
    port: 9_000,
    protocol: 17,
  })
  const [slow, busy] = ['198.51.100.1', '198.51.100.2']
  const serving = async (): Promise<string[]> =>
    (
      await table.engine.rows<{ s: string }>(
        'SELECT DISTINCT IPv6NumToString(server) AS s FROM pair_hours WHERE port = 9000 AND run = (SELECT max(run) FROM pair_hours) AND down_records > 0',
      )
    ).map(({ s }) => s.replace('::ffff:', ''))
  await table.replace([...crowd, ...[1, 2, 3].map((client) => question(busy, client, START_MS))])
  await table.fold()
  for (const client of [1, 2, 3]) {
    await table.add([question(slow, client, START_MS + client * 60_000)])
    await table.fold()
  }
  await table.add([slow, busy].map((server) => answerOf(server, 9, START_MS + 1_000_000)))
  await table.fold()
  assert.deepEqual(await serving(), [busy], 'this hour has been looked through before')
  await table.add([answerOf(slow, 9, START_MS + HOUR_MS)])
  await table.fold()
  assert.deepEqual(await serving(), [slow])
  const marks = await table.engine.rows<{ hour: number }>(
    'SELECT hour - {first:Int64} AS hour FROM known_services WHERE protocol = 0 AND port = 0 ORDER BY hour',
    { first: START_MS / HOUR_MS },
  )
  assert.deepEqual(
    marks.map(({ hour }) => Number(hour)),
    [0, 1],
  )
})
