import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { blockingOf } from './blocking.fixture.ts'
import { PoolCover } from './pool-cover.ts'
import { PrefixTree } from './prefix-tree.ts'
import { Standing } from './standing.ts'

const POOL = '198.51.100.0/28'
/** Tells a cover what changes from one set of sources to the next. */
function follower(cover: PoolCover): (sources: readonly string[]) => void {
  const standing = new Standing()
  return (sources) => {
    const difference = standing.difference(blockingOf([], sources))
    standing.take(difference)
    cover.change(difference)
  }
}

it('a pool is covered when its last address is, by whatever mixture of lines', () => {
  const cover = new PoolCover([POOL, '2001:db8::/48'])
  const follow = follower(cover)
  const isCovered = (...sources: string[]): boolean => {
    follow(sources)
    return cover.coveredUntilMs(POOL) !== undefined
  }
  assert.ok(isCovered('198.51.100.0/29', '198.51.100.8/29'))
  assert.ok(!isCovered('198.51.100.0/29', '198.51.100.0/30', '198.51.100.8/30', '198.51.100.8/31'))
  assert.ok(isCovered('198.51.100.0/24'))
  assert.ok(!isCovered('2001:db8::/32'))
  assert.equal(cover.coveredUntilMs('2001:db8::/48'), Number.POSITIVE_INFINITY)
  assert.ok(!isCovered())
})

/** A prefix within the pool. */
const source = fc
  .record({ first: fc.nat(15), bits: fc.nat(4) })
  .map(({ first, bits }) => `198.51.100.${first & ~((1 << bits) - 1)}/${32 - bits}`)
const addressesOf = (text: string): number[] => {
  const [address, length] = text.split('/')
  const first = Number(address!.split('.')[3])
  return Array.from({ length: 2 ** (32 - Number(length)) }, (_, i) => first + i)
}

it('says what counting each address says, after any sequence of changes', () => {
  fc.assert(
    fc.property(fc.array(fc.uniqueArray(source, { maxLength: 12 }), { maxLength: 8 }), (rounds) => {
      const cover = new PoolCover([POOL])
      const follow = follower(cover)
      for (const sources of rounds) {
        follow(sources)
        const covered = new Set(sources.flatMap(addressesOf))
        assert.equal(cover.coveredUntilMs(POOL) !== undefined, covered.size === 16)
      }
    }),
  )
})

it('as few prefixes as can be say the same, after any sequence of changes', () => {
  const change = fc.record({ source, isGiven: fc.boolean() })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const tree = new PrefixTree()
      const held = new Set<string>()
      for (const { source: one, isGiven } of changes) {
        tree.set(one, isGiven ? Number.POSITIVE_INFINITY : undefined)
        if (isGiven) held.add(one)
        else held.delete(one)
        const fewest = tree.fewest().flatMap(addressesOf)
        assert.equal(new Set(fewest).size, fewest.length, 'none is said twice')
        assert.deepEqual(new Set(fewest), new Set([...held].flatMap(addressesOf)))
      }
      const lengths = tree.fewest().map((text) => addressesOf(text))
      for (const half of lengths)
        assert.ok(
          !lengths.some(
            (other) => other.length === half.length && other[0] === (half[0]! ^ half.length),
          ),
          'two halves are one',
        )
    }),
  )
})
