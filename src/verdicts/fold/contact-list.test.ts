import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { SeededRandom } from '../../core/random.ts'
import { openChdb } from '../../flows/store/chdb.ts'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import { CUT_GAP_MS, joinLayers, packedContact, unpackedContact } from './contact-list.ts'
import { layered } from './layers.ts'

type Piece = readonly [port: number, startMs: number, endMs: number, octets: number]

let engine: FlowEngine
before(async () => {
  engine = await openChdb()
})
after(() => engine.close())

/** The readable definition. */
function join(pieces: readonly Piece[]): Piece[] {
  const joined: [number, number, number, number][] = []
  const sorted = [...pieces].sort((a, b) => a[0] - b[0] || a[1] - b[1])
  for (const [port, startMs, endMs, octets] of sorted) {
    const last = joined.at(-1)
    if (last && last[0] === port && startMs <= last[2] + CUT_GAP_MS) {
      last[2] = Math.max(last[2], endMs)
      last[3] += octets
    } else joined.push([port, startMs, endMs, octets])
  }
  return joined.sort((a, b) => a[1] - b[1] || a[0] - b[0])
}

function draw(random: SeededRandom): Piece[] {
  return Array.from({ length: random.integer(25) }, () => {
    const startMs = 1_767_571_200_000 + random.integer(600) * 1000
    return [
      1024 + random.integer(4),
      startMs,
      startMs + random.integer(90_000),
      random.integer(500),
    ]
  })
}

async function joinInEngine(cases: readonly (readonly Piece[])[]): Promise<Piece[][]> {
  const rows = await engine.rows<{ joined: Piece[] }>(
    `SELECT joined FROM ${layered(
      `(SELECT number AS place, CAST(JSONExtract({cases:Array(String)}[number + 1], 'Array(Tuple(UInt16, Int64, Int64, UInt64))')
          AS Array(Tuple(UInt16, Int64, Int64, UInt64))) AS pieces FROM numbers(${cases.length}))`,
      joinLayers('pieces', 'joined'),
    )} ORDER BY place`,
    { cases: cases.map((pieces) => JSON.stringify(pieces)) },
  )
  return rows.map(({ joined }) => joined)
}

test('pieces of one connection are joined as the readable definition says', async () => {
  const random = new SeededRandom(3)
  const cases = Array.from({ length: 150 }, () => draw(random))
  assert.deepEqual(await joinInEngine(cases), cases.map(join))
})

test('it does not matter where an hour or a fold has cut', async () => {
  const random = new SeededRandom(4)
  const cases = Array.from({ length: 100 }, () => draw(random))
  const halves = cases.map((pieces) => [
    ...join(pieces.filter((_, i) => i % 2 === 0)),
    ...join(pieces.filter((_, i) => i % 2 === 1)),
  ])
  assert.deepEqual(await joinInEngine(halves), cases.map(join))
})

test('a contact comes out of its packing as it went in, earliest first, and at most 18 hours long', async () => {
  const cases = [
    [0, 0, 0, 0],
    [3_599_999, 65_535, 67_108_863, 9_007_199_254_740_991],
    [1, 1024, 4_000_000_000, 77],
  ]
  const rows = await engine.rows<{ contact: number[] }>(
    `SELECT ${unpackedContact('packed', 'toInt32(490000)')} AS contact FROM (
       SELECT arrayJoin(JSONExtract({cases:String}, 'Array(Tuple(UInt32, UInt16, UInt32, UInt64))')) AS given,
         ${packedContact('given.1', 'given.2', 'given.3', 'given.4')} AS packed)`,
    { cases: JSON.stringify(cases) },
  )
  const hourMs = 490_000 * 3_600_000
  assert.deepEqual(
    rows.map(({ contact }) => contact),
    cases.map(([start, port, duration, octets]) => [
      port,
      hourMs + start!,
      hourMs + start! + Math.min(duration!, 2 ** 26 - 1),
      octets,
    ]),
  )
})
