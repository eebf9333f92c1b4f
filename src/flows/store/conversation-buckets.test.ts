import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChdb } from './chdb.ts'
import { createSchema } from './schema.ts'
import { CONVERSATION_BUCKETS } from './shard-key.ts'

const ROWS = 400_000

test('conversations lie in buckets, both directions in one, and a bucket is read without the others', async () => {
  const engine = await openChdb()
  try {
    await createSchema(engine)
    // Every conversation has a record for each direction, far from each other by the addresses they are sorted by.
    const client = `${address('100.64.0.0', 'number')}, 40000 + number % 20000`
    const server = `${address('198.18.0.0', 'number % 5000')}, 443`
    for (const ends of [`${client}, ${server}`, `${server}, ${client}`])
      await engine.run(
        `INSERT INTO flows (received_at, start_at, protocol, src_address, src_port, dst_address, dst_port)
         SELECT toDateTime(1767225600), fromUnixTimestamp64Milli(1767225600000), 6, ${ends} FROM numbers(${ROWS / 2})`,
      )
    await engine.run('OPTIMIZE TABLE flows FINAL')

    const [lying] = await engine.rows<{ split: string; buckets: string }>(
      `SELECT countIf(places != 1) AS split, uniqExactArray(held) AS buckets FROM (
         SELECT uniqExact(conversation_bucket) AS places, groupUniqArray(conversation_bucket) AS held FROM flows
         GROUP BY greatest(src_address, dst_address))`,
    )
    assert.deepEqual([Number(lying!.split), Number(lying!.buckets)], [0, CONVERSATION_BUCKETS])

    const [plan] = await engine.rows<{ rows: string }>(
      'EXPLAIN ESTIMATE SELECT count(src_address) FROM flows WHERE conversation_bucket >= 4 AND conversation_bucket < 8',
    )
    assert.ok(
      Number(plan!.rows) < 0.4 * ROWS,
      `${plan!.rows} of ${ROWS} rows are read for a quarter`,
    )
  } finally {
    await engine.close()
  }
})

const address = (first: string, offset: string): string =>
  `toIPv6(toIPv4(toUInt32(toIPv4('${first}')) + ${offset}))`
