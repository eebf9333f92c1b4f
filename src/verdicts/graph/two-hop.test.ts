import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { edgesOf, range } from './edges.fixture.ts'
import { KNOWN_PER_CLIENT_MAX, twoHop } from './two-hop.ts'

const MALTRAIL = 1
const THREATFOX = 2

describe('two-hop evidence', () => {
  // Endpoint 0 is known to one list, 1 is new and shares three of its four clients, 2 has its own.
  const edges = edgesOf(6, 3, [
    [0, 0],
    [1, 0],
    [2, 0],
    [0, 1],
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 2],
  ])

  it('counts the clients that also talk to a known controller', () => {
    const answer = twoHop(edges, { origins: Uint32Array.of(MALTRAIL, 0, 0), clientTotal: 100 })
    assert.deepEqual([...answer.clientCount], [3, 4, 2])
    assert.deepEqual([...answer.clientsAlsoKnown], [0, 3, 0])
    assert.deepEqual([...answer.sharedControllers], [0, 1, 0])
    assert.deepEqual([...answer.jaccardMax], [0, 3 / 4, 0])
  })

  it('the label’s own source is held out, and another source’s word counts', () => {
    const same = twoHop(edges, { origins: Uint32Array.of(MALTRAIL, MALTRAIL, 0), clientTotal: 100 })
    assert.deepEqual([...same.clientsAlsoKnown], [0, 0, 0])
    const other = twoHop(edges, {
      origins: Uint32Array.of(MALTRAIL, THREATFOX, 0),
      clientTotal: 100,
    })
    assert.deepEqual([...other.clientsAlsoKnown], [3, 3, 0])
    const both = twoHop(edges, {
      origins: Uint32Array.of(MALTRAIL | THREATFOX, MALTRAIL, 0),
      clientTotal: 100,
    })
    assert.deepEqual([...both.clientsAlsoKnown], [0, 3, 0])
  })

  it('a gateway in touch with more controllers than any bot says nothing', () => {
    const known = range(0, KNOWN_PER_CLIENT_MAX + 1)
    const fresh = known.length
    const gateway = edgesOf(
      1,
      fresh + 1,
      [...known, fresh].map((endpoint): [number, number] => [0, endpoint]),
    )
    const origins = Uint32Array.from([...known.map(() => MALTRAIL), 0])
    assert.equal(twoHop(gateway, { origins, clientTotal: 100 }).clientsAlsoKnown[fresh], 0)
  })

  it('agrees with counting sets, whatever the graph', () => {
    const pair = fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 7 }))
    const someOrigins = fc.array(fc.nat({ max: 3 }), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 60 }), someOrigins, (pairs, origins) => {
        const answer = twoHop(edgesOf(10, 8, pairs), {
          origins: Uint32Array.from(origins),
          clientTotal: 100,
        })
        const clientsOf = range(0, 8).map(
          (endpoint) =>
            new Set(pairs.filter(([, other]) => other === endpoint).map(([client]) => client)),
        )
        for (const [endpoint, own] of clientsOf.entries()) {
          const others = range(0, 8).filter(
            (other) => other !== endpoint && (origins[other]! & ~origins[endpoint]!) !== 0,
          )
          const also = [...own].filter((client) =>
            others.some((other) => clientsOf[other]!.has(client)),
          )
          const jaccards = others.map((other) => {
            const both = [...own].filter((client) => clientsOf[other]!.has(client)).length
            return both / (own.size + clientsOf[other]!.size - both) || 0
          })
          assert.equal(answer.clientsAlsoKnown[endpoint], also.length)
          assert.ok(Math.abs(answer.jaccardMax[endpoint]! - Math.max(0, ...jaccards)) < 1e-12)
        }
      }),
    )
  })
})
