import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '../../core/random.ts'
import { type Edge, numberedEdges, packEdges } from './endpoint-edges.ts'
import { guiltOf as guiltIn } from './guilt.ts'

const guiltOf = (edges: readonly (readonly Edge[])[]): Float64Array =>
  guiltIn(numberedEdges(edges.map(packEdges)))
const edge = (client: number, misbehaves = 0): Edge => [client, 1, misbehaves]

test('an endpoint whose clients misbehave is guiltier than one whose clients do not', () => {
  const clean = Array.from({ length: 6 }, (_, i) => edge(100 + i))
  const scanning = Array.from({ length: 6 }, (_, i) => edge(200 + i, 1))
  const [innocent, guilty] = guiltOf([clean, scanning])
  assert.ok(guilty! > 0.5 && innocent! < 0.01, `${innocent}, ${guilty}`)
})

test('quiet clients make an endpoint suspect when another that they share has scanning clients', () => {
  const quiet = [1, 2, 3, 4].map((client) => edge(client))
  const scanning = [5, 6, 7, 8, 9].map((client) => edge(client, 1))
  const [alone, sharing] = guiltOf([
    [11, 12, 13, 14].map((client) => edge(client)),
    quiet,
    [...quiet, ...scanning],
  ])
  assert.ok(sharing! > alone!)
})

test('a few scanning clients among hundreds do not make a service guilty', () => {
  const crowd = Array.from({ length: 250 }, (_, i) => edge(i, i < 3 ? 1 : 0))
  assert.ok(guiltOf([crowd])[0]! < 0.05)
})

test('which number a client has changes nothing', () => {
  const random = new SeededRandom(5)
  const draw = Array.from({ length: 30 }, () =>
    Array.from({ length: 1 + random.integer(12) }, () => [random.integer(80), random.integer(3)]),
  )
  const named = (rename: (client: number) => number) =>
    draw.map((clients) => clients.map(([client, act]) => edge(rename(client!), act === 0 ? 1 : 0)))
  assert.deepEqual(
    guiltOf(named((client) => client)),
    guiltOf(named((client) => 7919 * client + 3)),
  )
  assert.equal(guiltOf([]).length, 0)
})
