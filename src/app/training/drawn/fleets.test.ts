import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '../../../core/random.ts'
import { drawFleets } from './fleets.ts'

const SUBSCRIBERS = Array.from({ length: 1000 }, (_, i) => i)

test('a fleet leads each client to a few of its servers, and most servers have few clients', () => {
  const fleets = drawFleets(new SeededRandom(7), SUBSCRIBERS)
  assert.equal(fleets.length, 25)
  for (const { users } of fleets) {
    assert.ok(users.length >= 10 && users.length <= 400, `${users.length} users`)
    assert.ok(users.every(({ servers }) => servers.length >= 1 && servers.length <= 3))
    assert.equal(new Set(users.map(({ client }) => client)).size, users.length)
  }
  const clientsOf = Map.groupBy(
    fleets.flatMap(({ users }) => users.flatMap(({ servers }) => servers)),
    (server) => server,
  )
  const few = [...clientsOf.values()].filter((clients) => clients.length <= 30)
  assert.ok(few.length > 0.5 * clientsOf.size, `${few.length} of ${clientsOf.size}`)
})

test('fleets are the same for the same seed', () => {
  const [one, again] = [1, 1].map((seed) => drawFleets(new SeededRandom(seed), SUBSCRIBERS))
  assert.deepEqual(one, again)
})
