import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { SeededRandom } from '../../core/random.ts'
import { openChdb } from '../../flows/store/chdb.ts'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import { layered } from '../fold/layers.ts'
import { regularity, ritaScore } from './rita-score.ts'
import { RITA_LAYERS_SQL } from './rita-sql.ts'

let engine: FlowEngine
before(async () => {
  engine = await openChdb()
})
after(() => engine.close())

const DAY = { first: 1_517_338_924, last: 1_517_338_924 + 86_400 }
const every = (seconds: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => DAY.first + i * seconds)

test("gaps score as RITA's own tests publish", () => {
  // activecm/rita, analysis/beacons_test.go: intervals and expected timestamp scores.
  assert.equal(regularity([1, 1, 1, 1, 1, 1, 1, 1, 1], 1), 1)
  assert.equal(regularity([98, 99, 99, 100, 100, 100, 101, 101, 102], 1), 0.995)
  assert.equal(regularity([98, 300, 98, 300, 98, 300, 98, 300, 98, 300], 1), 0.746)
  assert.equal(regularity([1, 299, 25, 4975, 90, 2, 42, 500, 1500], 1), 0.083)
})

test("sizes score as RITA's own tests publish", () => {
  assert.equal(regularity([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0), 0.773)
  assert.equal(regularity([60, 60, 60, 60, 60, 60], 0), 1)
  assert.equal(regularity([524_885, 1, 5000, 98_654, 50, 41, 965_842, 3], 0), 0.008)
  assert.equal(regularity([0, 0, 0, 0, 0], 0), 0.5)
})

test('a perfect beacon through the whole day scores one', () => {
  const seconds = every(60, 1440)
  assert.equal(
    ritaScore(
      seconds,
      seconds.map(() => 300),
      DAY,
    )?.score,
    1,
  )
})

test('fewer than four contacts or three gaps have no score', () => {
  assert.equal(ritaScore(every(60, 3), [1, 1, 1], DAY), undefined)
  assert.equal(ritaScore([5, 5, 5, 5, 9], [1, 1, 1, 1, 1], DAY), undefined)
})

test('the engine and the readable definition agree on every part of the score', async () => {
  const random = new SeededRandom(17)
  const cases = Array.from({ length: 200 }, (_, i) => {
    const count = 1 + random.integer(i % 5 === 0 ? 400 : 30)
    const jitter = random.next()
    let at = DAY.first + random.integer(40_000)
    const seconds = Array.from({ length: count }, () => {
      at += Math.round(random.integer(3) * 30 * (1 + jitter * random.normal(0, 1)) ** 2)
      return Math.min(at, DAY.last)
    })
    const octets = seconds.map(() => Math.max(0, Math.round(random.normal(200, 400 * jitter))))
    return { seconds, octets }
  })
  const rows = await engine.rows<Record<'rita' | 'ts' | 'ds' | 'dur' | 'hist', number | null>>(
    `SELECT rita, rita_timestamp AS ts, rita_size AS ds, rita_duration AS dur, rita_histogram AS hist
     FROM ${sourceOf(cases.length)}
     ORDER BY position`,
    {
      seconds: cases.map(({ seconds }) => `[${seconds.join(',')}]`),
      octets: cases.map(({ octets }) => `[${octets.join(',')}]`),
    },
  )
  assert.equal(rows.length, cases.length)
  let scored = 0
  for (const [i, { seconds, octets }] of cases.entries()) {
    const expected = ritaScore(seconds, octets, DAY)
    const row = rows[i]!
    assert.equal(row.rita, expected?.score ?? null, `case ${i}`)
    if (!expected) continue
    scored++
    assert.equal(row.ts, expected.timestamp)
    assert.equal(row.ds, expected.size)
    assert.equal(row.dur, expected.duration)
    assert.equal(row.hist, expected.histogram)
  }
  assert.ok(scored > 100)
})

/** Rows of the cases, bound as text, with the score's layers over them. */
function sourceOf(count: number): string {
  return layered(
    `(SELECT number AS position,
       JSONExtract({seconds:Array(String)}[number + 1], 'Array(Int64)') AS rita_seconds,
       JSONExtract({octets:Array(String)}[number + 1], 'Array(UInt64)') AS rita_octets,
       toInt64(${DAY.first}) AS rita_first, toInt64(${DAY.last}) AS rita_last
     FROM numbers(${count}))`,
    RITA_LAYERS_SQL,
  )
}
