import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '../../core/random.ts'
import { MINUTE_MS } from '../../core/time-span.ts'
import {
  FlowTable,
  type HandmadeFlow,
  ONE_SITE,
  START_MS,
  SYN,
  WHOLE,
} from '../flow-table-fixture.ts'
import { clientSlices } from '../fold/client-buckets.ts'
import type { ExtractOptions } from '../fold/extract-options.ts'
import { extractFeatures } from './extract-features.ts'

/** Sixty clients who beacon, browse, knock and send mail, some of them much. */
function drawnFlows(): HandmadeFlow[] {
  const random = new SeededRandom(8)
  return Array.from({ length: 6_000 }, (): HandmadeFlow => {
    const client = 1 + random.integer(60)
    const isKnock = random.next() < 0.2
    const back = { packets: 1 + random.integer(9), octets: 100 + random.integer(3_000) }
    return {
      atMs: START_MS + random.integer(300) * MINUTE_MS,
      durationMs: random.integer(20_000),
      from: `203.0.113.${client}`,
      fromPort: 40_000 + random.integer(2_000),
      to: `198.51.100.${1 + random.integer(client % 7 === 0 ? 90 : 12)}`,
      port: [443, 6667, 23, 25][random.integer(4)]!,
      flags: isKnock ? SYN : WHOLE,
      packets: 1 + random.integer(20),
      octets: 100 + random.integer(900),
      ...(isKnock ? {} : { back }),
    }
  })
}

test('endpoints come out the same, however few clients are looked at together', async () => {
  await using table = await FlowTable.open()
  await table.replace(drawnFlows())
  await table.fold()
  const features = (bound: Pick<ExtractOptions, 'sliceCostMax'> = {}) =>
    extractFeatures(table, { ...ONE_SITE, minClients: 3, ...bound })
  const whole = await features()
  assert.ok(whole.rows.length > 20, `${whole.rows.length}`)
  const [held] = await table.engine.rows<{ cost: number }>(
    'SELECT count() * 3 + sum(length(contacts)) AS cost FROM pair_hours',
  )
  for (const slices of [3, 40])
    assert.deepEqual(
      await features({ sliceCostMax: Math.ceil(held!.cost / slices) }),
      whole,
      `${slices} slices`,
    )
  const left = await table.engine.rows(
    `SELECT name FROM system.tables WHERE startsWith(name, 'scratch_')`,
  )
  assert.deepEqual(left, [], 'nothing that names clients outlives the question')
})

test('a client of many connections looks the same, folded at once or bit by bit', async () => {
  await using table = await FlowTable.open()
  const connections = Array.from(
    { length: 700 },
    (_, i): HandmadeFlow => ({
      atMs: START_MS + i * 5_000,
      durationMs: 100,
      from: '203.0.113.1',
      fromPort: 1024 + i,
      to: '198.51.100.9',
      port: 443,
      octets: 400 + i,
      back: { packets: 4, octets: 300 },
    }),
  )
  const elsewhere = { ...connections[699]!, atMs: START_MS + 300 * MINUTE_MS, to: '198.51.100.8' }
  const features = () => extractFeatures(table, ONE_SITE)
  await table.replace([...connections, elsewhere])
  await table.fold()
  const atOnce = await features()
  await table.replace([elsewhere])
  for (let i = 0; i < connections.length; i += 100) {
    await table.add(connections.slice(i, i + 100))
    await table.fold()
  }
  const [pieces] = await table.engine.rows<{ all: number; most: number }>(
    'SELECT sum(length(contacts)) AS all, max(length(contacts)) AS most FROM pair_hours',
  )
  assert.ok(pieces!.all === 701 && pieces!.most < 256, 'no fold has cut anything')
  assert.deepEqual(await features(), atOnce)
})

test('two detections at a time wait for each other', async () => {
  await using table = await FlowTable.open()
  await table.replace(drawnFlows())
  await table.fold()
  const options = { ...ONE_SITE, minClients: 3 }
  const [one, other] = await Promise.all([
    extractFeatures(table, options),
    extractFeatures(table, { ...options, minClients: 5 }),
  ])
  assert.ok(other.rows.length <= one.rows.length)
  assert.deepEqual(await extractFeatures(table, options), one)
})

test('slices hold every client once, and cost no more than they may', () => {
  const random = new SeededRandom(9)
  const drawn = new Map(Array.from({ length: 16 }, (_, bucket) => [bucket, random.integer(1_000)]))
  const lopsided = new Map([[7, 1_000_000]])
  for (const costs of [new Map<number, number>(), lopsided, drawn])
    for (const costMax of [50, 700, 2_500, 1_000_000]) {
      const slices = clientSlices(costs, costMax)
      const seen = new Map<string, number>()
      for (const { first_bucket, last_bucket, parts, part } of slices) {
        let cost = 0
        for (let bucket = first_bucket; bucket <= last_bucket; bucket++) {
          cost += costs.get(bucket) ?? 0
          for (let hash = 0; hash < 256; hash++)
            if (hash % parts === part)
              seen.set(`${bucket} ${hash}`, (seen.get(`${bucket} ${hash}`) ?? 0) + 1)
        }
        assert.ok(cost / parts <= costMax || parts === 256, `${cost} in ${parts} of ${costMax}`)
      }
      assert.equal(seen.size, 16 * 256)
      assert.ok([...seen.values()].every((times) => times === 1))
    }
  assert.equal(clientSlices(new Map(), 100).length, 1)
  assert.equal(clientSlices(lopsided, 1_000_000).length, 1)
})
