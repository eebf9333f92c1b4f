import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Grant, type GrantFacts } from '../consent/grant.ts'
import { Blocking } from './blocking.ts'
import type { Target } from './target.ts'

const NOW_MS = Date.UTC(2026, 10, 21)
const grantOf = (facts: Partial<GrantFacts> = {}): Grant =>
  new Grant({
    subscriber: 'line-1',
    scope: 'block-address',
    basis: 'opt-in',
    terms: 'address-blocking/1',
    sources: ['198.51.100.7/32'],
    sinceMs: NOW_MS - 1_000,
    untilMs: null,
    ...facts,
  })
const endpoint: Target = {
  type: 'endpoint',
  address: '203.0.113.7',
  protocol: 'tcp',
  port: 4444,
  cause: 'w1',
  untilMs: NOW_MS + 1_000,
}
const name: Target = {
  type: 'name',
  name: 'c2.example',
  isTree: true,
  cause: 'n1',
  untilMs: NOW_MS + 1_000,
}
const sourcesOf = (grants: Grant[], nowMs = NOW_MS): string[] => [
  ...Blocking.of('block-address', [endpoint], grants, nowMs).sources.keys(),
]

it('covers whom a valid grant of its scope covers, and nobody else', () => {
  assert.deepEqual(sourcesOf([grantOf()]), ['198.51.100.7/32'])
  assert.deepEqual(sourcesOf([grantOf({ scope: 'device-alerts' })]), [])
  assert.deepEqual(sourcesOf([grantOf({ untilMs: NOW_MS })]), [])
  assert.deepEqual(sourcesOf([grantOf({ sinceMs: NOW_MS + 1 })]), [])
})

it('an address that two lines claim is nobody’s', () => {
  assert.deepEqual(sourcesOf([grantOf(), grantOf({ subscriber: 'line-2' })]), [])
  assert.deepEqual(
    sourcesOf([grantOf(), grantOf({ subscriber: 'line-2' }), grantOf({ subscriber: 'line-3' })]),
    [],
  )
})

it('names are blocked only where the consent names them; what has ended is not blocked', () => {
  const targets = [endpoint, name, { ...endpoint, port: 1, untilMs: NOW_MS }]
  const address = Blocking.of('block-address', targets, [grantOf()], NOW_MS)
  assert.deepEqual(address.targets, [endpoint])
  const names = Blocking.of('block-name', targets, [grantOf({ scope: 'block-name' })], NOW_MS)
  assert.deepEqual(names.targets, [endpoint, name])
})

it('takes no imitation of a grant', () => {
  const imitation = { ...grantOf(), holdsAt: () => true } as unknown as Grant
  assert.throws(
    () => Blocking.of('block-address', [endpoint], [imitation], NOW_MS),
    /needs a grant/,
  )
  assert.equal(
    Blocking.isBlocking({ scope: 'block-address', targets: [], sources: new Map() }),
    false,
  )
})

it('narrowed it has fewer targets and whom a grant still covers, and knows its next end', () => {
  const grants = [grantOf({ untilMs: NOW_MS + 10 }), grantOf({ sources: ['198.51.100.8/32'] })]
  const blocking = Blocking.of('block-address', [endpoint], grants, NOW_MS)
  assert.equal(blocking.endMs, NOW_MS + 10)
  const later = blocking.narrowed((all) => all, NOW_MS + 10)
  assert.deepEqual([...later.sources.keys()], ['198.51.100.8/32'])
  assert.deepEqual(later.targets, [endpoint])
  assert.equal(later.endMs, NOW_MS + 1_000)
  const before = { of: blocking, made: later }
  assert.deepEqual(blocking.narrowed((all) => all, NOW_MS + 1_000, before).targets, [])
  assert.deepEqual(blocking.narrowed(() => [], NOW_MS).targets, [])
  const more = Blocking.of('block-address', [endpoint, { ...endpoint, port: 1 }], grants, NOW_MS)
  const left = more.narrowed((all) => all, NOW_MS + 10, before)
  assert.equal(left.targets.length, 2)
})
