import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY_MS } from '../../core/time-span.ts'
import { type ListEntry, listLookup } from './list-lookup.ts'
import { statistics } from './list-statistics.ts'

const entry = (address: string, firstDay: number, lastDay: number | null, port: number | null) =>
  ({
    list: '',
    address,
    port,
    firstListedAtMs: firstDay * DAY_MS,
    lastRemovedAtMs: lastDay === null ? null : lastDay * DAY_MS,
  }) satisfies ListEntry

test('a delay counts from the first source, and what was there at the beginning has none', () => {
  const early = [entry('192.0.2.1', 0, null, 80), entry('192.0.2.2', 10, 14, 80)]
  const late = [
    entry('192.0.2.9', 0, null, null),
    entry('192.0.2.1', 30, 40, null),
    entry('192.0.2.2', 13, null, null),
  ]
  const [first, second] = statistics([
    { source: 'early', entries: early },
    { source: 'late', entries: late },
  ])
  assert.equal(first!.sharedShare, 1)
  assert.equal(first!.delayDaysMedian, 0)
  assert.equal(first!.lifetimeDaysMedian, 4)
  assert.equal(first!.withPort, 1)
  assert.equal(second!.sharedShare, 2 / 3)
  assert.deepEqual(second!.delaysDays, [3, 30])
  assert.equal(second!.withPort, 0)
})

test('an address on a list accuses less than the address with its port', () => {
  const listed = listLookup([entry('192.0.2.1', 0, null, 80)])
  const ask = (address: string, port: number) => listed({ address, port, protocol: 'tcp' })
  assert.deepEqual([ask('192.0.2.1', 80), ask('192.0.2.1', 81), ask('192.0.2.2', 80)], [1, 0.5, 0])
})
