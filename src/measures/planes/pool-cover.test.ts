import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import type { GrantedSource } from '../block/blocking.ts'
import { grantFor } from './blocking.fixture.ts'
import { PoolCover } from './pool-cover.ts'

const POOL = '198.51.100.0/28'
const sourcesOf = (...sources: string[]): Map<string, GrantedSource> =>
  new Map(sources.map((source) => [source, { source, grant: grantFor(source) }]))

it('a pool is covered when its last address is, by whatever mixture of lines', () => {
  const cover = new PoolCover([POOL, '2001:db8::/48'])
  const isCovered = (...sources: string[]): boolean => {
    cover.update(sourcesOf(...sources))
    return cover.coveredUntilMs(POOL) !== undefined
  }
  assert.ok(isCovered('198.51.100.0/29', '198.51.100.8/29'))
  assert.ok(!isCovered('198.51.100.0/29', '198.51.100.0/30', '198.51.100.8/30', '198.51.100.8/31'))
  assert.ok(isCovered('198.51.100.0/24'))
  assert.ok(!isCovered('2001:db8::/32'))
  assert.equal(cover.coveredUntilMs('2001:db8::/48'), Number.POSITIVE_INFINITY)
  assert.ok(!isCovered())
})

it('says what counting each address says, after any sequence of changes', () => {
  const source = fc
    .record({ first: fc.nat(15), bits: fc.nat(4) })
    .map(({ first, bits }) => `198.51.100.${first & ~((1 << bits) - 1)}/${32 - bits}`)
  fc.assert(
    fc.property(fc.array(fc.uniqueArray(source, { maxLength: 12 }), { maxLength: 8 }), (rounds) => {
      const cover = new PoolCover([POOL])
      for (const sources of rounds) {
        cover.update(sourcesOf(...sources))
        const covered = new Set(
          sources.flatMap((text) => {
            const [address, length] = text.split('/')
            const first = Number(address!.split('.')[3])
            return Array.from({ length: 2 ** (32 - Number(length)) }, (_, i) => first + i)
          }),
        )
        assert.equal(cover.coveredUntilMs(POOL) !== undefined, covered.size === 16)
      }
    }),
  )
})
