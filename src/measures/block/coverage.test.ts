import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { Grant } from '../consent/grant.ts'
import { Coverage } from './coverage.ts'

const SOURCES = Array.from({ length: 5 }, (_, index) => `198.51.100.${index}/32`)
const step = fc.record({
  subscriber: fc.integer({ min: 0, max: 3 }),
  sources: fc.option(fc.uniqueArray(fc.constantFrom(...SOURCES), { minLength: 1 })),
  scope: fc.constantFrom('block-address' as const, 'block-name' as const),
  sinceInMs: fc.integer({ min: -20, max: 20 }),
  lastsMs: fc.option(fc.integer({ min: 1, max: 40 })),
  /** Clocks are set back too. */
  clockMs: fc.integer({ min: -15, max: 30 }),
})

/** Looks at every grant each time. */
function naively(grants: Iterable<Grant>, nowMs: number): Map<string, Grant> {
  const claims = new Map<string, Grant[]>()
  for (const grant of grants)
    if (grant.scope === 'block-address' && grant.holdsAt(nowMs))
      for (const source of grant.sources) claims.set(source, [...(claims.get(source) ?? []), grant])
  return new Map(
    [...claims].flatMap(([source, [grant, ...others]]) =>
      grant && others.length === 0 ? [[source, grant] as const] : [],
    ),
  )
}
const covered = (coverage: Coverage, nowMs: number): Map<string, Grant> =>
  new Map([...coverage.at(nowMs)].map(([source, { grant }]) => [source, grant]))

it('kept up word by word it is what all grants together say, at every instant', () => {
  let heldCount = 0
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      let nowMs = 1_000
      const standing = new Map<string, Grant>()
      const coverage = new Coverage('block-address', [], nowMs)
      for (const { subscriber, sources, scope, sinceInMs, lastsMs, clockMs } of steps) {
        const key = `${subscriber} ${scope}`
        const before = standing.get(key)
        const sinceMs = nowMs + sinceInMs
        const after =
          sources &&
          new Grant({
            subscriber: `line-${subscriber}`,
            scope,
            basis: 'opt-in',
            terms: 'blocking/1',
            sources,
            sinceMs,
            untilMs: lastsMs === null ? null : sinceMs + lastsMs,
          })
        coverage.change({ ended: before ? [before] : [], begun: after ? [after] : [] })
        if (after) standing.set(key, after)
        else standing.delete(key)
        const thenMs = nowMs
        nowMs += clockMs
        for (const atMs of [thenMs, nowMs]) {
          const expected = naively(standing.values(), atMs)
          assert.deepEqual(covered(coverage, atMs), expected)
          heldCount += expected.size
        }
        const holding = [...standing.values()].filter(
          (grant) => grant.scope === 'block-address' && grant.holdsAt(nowMs),
        )
        assert.equal(
          coverage.claimCount,
          holding.reduce((sum, grant) => sum + grant.sources.length, 0),
        )
        assert.equal(coverage.recheck([...standing.values()], nowMs), 0)
      }
    }),
  )
  assert.ok(heldCount > 100, `${heldCount} sources were covered at all`)
})

it('what it did not hear of is found when everything is compared, and put right', () => {
  const grantOf = (source: string, untilMs: number | null = null): Grant =>
    new Grant({
      subscriber: source,
      scope: 'block-address',
      basis: 'opt-in',
      terms: 'blocking/1',
      sources: [source],
      sinceMs: 0,
      untilMs,
    })
  const [gone, stays, come] = SOURCES.map((source) => grantOf(source)) as [Grant, Grant, Grant]
  const coverage = new Coverage('block-address', [gone, stays], 10)
  assert.equal(coverage.recheck([stays, come], 20), 2)
  assert.deepEqual([...covered(coverage, 20).values()], [stays, come])
  assert.equal(coverage.recheck([stays, come], 20), 0)
  const limited = grantOf(SOURCES[1]!, 30)
  assert.equal(coverage.recheck([limited, come], 20), 1, 'the same source with another end')
  coverage.change({ ended: [come], begun: [] })
  assert.deepEqual([...covered(coverage, 30).keys()], [])
})
