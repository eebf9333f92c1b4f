import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openChdb } from './chdb.ts'
import { LEAN_PAIR_COLUMNS } from './lean-pair-columns.ts'
import { createSchema } from './schema.ts'

const engine = await openChdb()
after(() => engine.close())
await createSchema(engine)

const HOUR = 490_896
const HOUR_MS = 3_600_000
const SUMS = `hour Int32, up_records UInt64, down_records UInt64, sampling_max UInt32,
  up_packets UInt64, up_octets UInt64, down_octets UInt64, answer_size_low UInt64, answer_packet_sum UInt64`
const KEPT = LEAN_PAIR_COLUMNS.map(({ kept }) => kept)
const TOLD = LEAN_PAIR_COLUMNS.map(({ name }) => name)

/** Rows that `from` makes of numbers go into `pair_hours` as folding would put them there. */
async function store(from: string): Promise<void> {
  await engine.run('DROP TABLE IF EXISTS sums')
  await engine.run(
    `CREATE TABLE sums (id UInt32, ${SUMS}, ${LEAN_PAIR_COLUMNS.map(({ name, type }) => `${name} ${type}`).join(', ')}) ENGINE = Memory`,
  )
  await engine.run(`INSERT INTO sums ${from}`)
  const asSummed = `hour, up_records, down_records, sampling_max, up_packets, up_octets, down_octets, answer_size_low, answer_packet_sum`
  await engine.run('TRUNCATE TABLE pair_hours')
  await engine.run(
    `INSERT INTO pair_hours (run, ${asSummed}, ${KEPT.join(', ')})
     SELECT id, ${asSummed}, ${LEAN_PAIR_COLUMNS.map(({ difference, kept }) => `${difference} AS ${kept}`).join(', ')} FROM sums`,
  )
}

test('readers are told what was summed, whatever an exporter claims', async () => {
  // Every other row is an ordinary one, the others have all bits an exporter may set.
  const any = (seed: number) =>
    `if(number % 2 = 0, cityHash64(number, ${seed}), cityHash64(number, ${seed}) % 5000)`
  await store(`SELECT number AS id, ${HOUR}, 1 + cityHash64(number, 1) % 4096, cityHash64(number, 2) % 4096, toUInt32(1 + ${any(3)}),
      ${any(4)}, ${any(5)}, ${any(6)}, cityHash64(number, 7) % 4097, ${any(8)},
      ${HOUR} * ${HOUR_MS} + cityHash64(number, 9) % ${HOUR_MS / 2},
      ${HOUR} * ${HOUR_MS} + ${HOUR_MS / 2} + cityHash64(number, 10) % ${HOUR_MS / 2},
      (${HOUR} + 1) * ${HOUR_MS} + cityHash64(number, 11) % 4000000000,
      ${any(12)}, ${any(13)}, ${any(14)}, 4096, ${any(15)}, ${any(16)}, ${any(17)}, 1
    FROM numbers(2000)`)
  const columns = TOLD.map((name) => `toString(${name})`).join(', ')
  const told = await engine.rows(`SELECT run, ${columns} FROM pair_hours ORDER BY run`)
  assert.equal(told.length, 2000)
  assert.deepEqual(told, await engine.rows(`SELECT id AS run, ${columns} FROM sums ORDER BY id`))
})

test('of a pair with one record nothing is kept that another column says', async () => {
  await store(`SELECT number AS id, ${HOUR}, 1, 1, 1000, 3, 180, 5200, 790, 620,
      ${HOUR} * ${HOUR_MS} + number, first_ms, first_ms + 40, 3000, 180000, 5200000, 790, 790, 790 * 790, 620 * 620, 1
    FROM (SELECT number, ${HOUR} * ${HOUR_MS} + number AS first_ms FROM numbers(100))`)
  const zero = KEPT.filter((kept) => !['first_in_hour_ms', 'tail_ms'].includes(kept))
  const [held] = await engine.rows<{ rows: number; others: number }>(
    `SELECT toUInt32(count()) AS rows, toUInt32(countIf(${zero.map((kept) => `${kept} != 0`).join(' OR ')})) AS others FROM pair_hours`,
  )
  assert.deepEqual(held, { rows: 100, others: 0 })
})
