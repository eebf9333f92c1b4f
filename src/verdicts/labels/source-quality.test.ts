import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DAY_MS } from '../../core/time-span.ts'
import { lifetimes } from './lifetimes.ts'
import type { LabelEntry } from './listed.ts'
import { listsQuality, type Outcome } from './source-quality.ts'

const day = (count: number): number => Date.UTC(2026, 0, 1) + count * DAY_MS
const source = (name: string) => ({
  name,
  origin: null,
  reliability: 0.8,
  halfLifeDays: 10,
  isVerifying: true,
  listedUntilMs: day(100),
})
const entry = (
  name: string,
  address: string,
  first: number,
  removed: number | null = null,
): LabelEntry => ({
  source: name,
  address,
  port: null,
  protocol: null,
  kind: 'controller',
  firstListedAtMs: day(first),
  lastVerifiedAtMs: null,
  lastRemovedAtMs: removed === null ? null : day(removed),
  endsAtMs: null,
})

describe('quality of lists', () => {
  const entries = [
    entry('a', '192.0.2.1', 0),
    entry('a', '192.0.2.2', 10, 14),
    entry('a', '192.0.2.3', 10, 20),
    entry('a', '192.0.2.4', 20),
    entry('b', '192.0.2.9', 0),
    entry('b', '192.0.2.2', 12),
    entry('b', '192.0.2.3', 8),
    entry('b', '192.0.2.1', 5),
  ]
  const quality = listsQuality([source('a'), source('b')], entries)

  it('tells entries, what is still listed, and what nobody else has', () => {
    const [a] = quality.sources
    assert.deepEqual(
      [a?.entryCount, a?.addressCount, a?.listedCount, a?.addressOnlyCount, a?.exclusiveCount],
      [4, 4, 2, 4, 1],
    )
  })

  it('tells the overlap both ways, and who was first where both days are known', () => {
    const [ab, ba] = quality.overlaps
    assert.deepEqual([ab?.commonCount, ab?.share, ba?.share], [3, 0.75, 0.75])
    assert.deepEqual([ab?.comparableCount, ab?.firstShare], [2, 0.5])
    assert.deepEqual(ab?.delayDays, { lower: -1, median: 0, upper: 1 })
  })

  it('what stood there when the history began tells nothing about lifetimes', () => {
    assert.equal(quality.sources[0]?.lifetimes.stayCount, 3)
  })

  it('is measured by people’s newest decisions on what was listed at the time', () => {
    const decided = (address: string, at: number, outcome: Outcome['outcome']): Outcome => ({
      endpoint: { address, protocol: 'tcp', port: 443 },
      outcome,
      decidedAtMs: day(at),
    })
    const outcomes = [
      decided('192.0.2.4', 30, 'confirmed'),
      decided('192.0.2.1', 1, 'confirmed'),
      decided('192.0.2.1', 2, 'dismissed'),
      decided('192.0.2.2', 50, 'confirmed'),
      decided('198.51.100.1', 50, 'confirmed'),
    ]
    const [a] = listsQuality(
      [source('a')],
      entries.filter(({ source: name }) => name === 'a'),
      outcomes,
    ).sources
    assert.deepEqual([a?.confirmedCount, a?.dismissedCount, a?.precision?.share], [1, 1, 0.5])
    assert.ok(a?.precision && a.precision.lower < 0.1 && a.precision.upper > 0.9)
    assert.equal(quality.sources[0]?.precision, null)
  })
})

describe('lifetimes', () => {
  it('a stay that goes on counts as at least so long', () => {
    const stays = [1, 2, 3, 4].map((days) => ({ days, isOver: true }))
    assert.equal(lifetimes(stays).medianDays, 2)
    const going = [...stays, ...[5, 6, 7, 8].map((days) => ({ days, isOver: false }))]
    assert.deepEqual([lifetimes(going).medianDays, lifetimes(going).upperDays], [4, null])
  })

  it('the product-limit estimate of the textbook', () => {
    // Kaplan and Meier 1958: survival after 1, 3 and 4 of {1, 2+, 3, 3+, 4, 5+} is 5/6, 5/8 and 5/16.
    const stays = [
      [1, true],
      [2, false],
      [3, true],
      [3, false],
      [4, true],
      [5, false],
    ] as const
    const { lowerDays, medianDays, upperDays } = lifetimes(
      stays.map(([days, isOver]) => ({ days, isOver })),
    )
    assert.deepEqual([lowerDays, medianDays, upperDays], [3, 4, null])
  })

  it('of nothing is unknown', () => {
    assert.equal(lifetimes([]).medianDays, null)
  })
})
