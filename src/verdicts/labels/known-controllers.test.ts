import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DAY_MS } from '../../core/time-span.ts'
import { knownControllers } from './known-controllers.ts'
import { LabelLedger, type LedgerContent } from './label-ledger.ts'
import type { LabelEntry, LabelSource } from './listed.ts'

const NOW = Date.UTC(2026, 0, 20)
const source = (name: string): LabelSource => ({
  name,
  origin: name,
  reliability: 0.8,
  halfLifeDays: 14,
  isVerifying: false,
  listedUntilMs: NOW,
})
const SOURCES = ['one', 'two'].map(source)
const entry = (address: string, changes: Partial<LabelEntry> = {}): LabelEntry => ({
  source: 'one',
  address,
  port: 443,
  protocol: null,
  kind: 'controller',
  firstListedAtMs: NOW - DAY_MS,
  lastVerifiedAtMs: NOW,
  lastRemovedAtMs: null,
  endsAtMs: null,
  ...changes,
})
const known = (entries: LabelEntry[], more: Partial<LedgerContent> = {}) =>
  knownControllers(new LabelLedger({ sources: SOURCES, entries, ...more }), NOW)
const OWN_HOST = { portCount: 1, clientCount: 5, nameCount: null }

test('knows the addresses whose listing is valid now, and who stands beside them', () => {
  const lists = known([
    entry('198.51.100.1'),
    entry('198.51.100.2', { source: 'two', port: 80 }),
    entry('198.51.100.3', {
      lastRemovedAtMs: NOW - 9 * DAY_MS,
      lastVerifiedAtMs: NOW - 9 * DAY_MS,
      firstListedAtMs: NOW - 20 * DAY_MS,
    }),
    entry('198.51.100.4', { kind: 'scanner' }),
    entry('198.51.101.5'),
    entry('2001:db8:0:1::5'),
  ])
  assert.deepEqual(lists.addresses, [
    '198.51.100.1',
    '198.51.100.2',
    '198.51.101.5',
    '2001:db8:0:1::5',
  ])
  assert.deepEqual(lists.neighboursOf('198.51.100.1'), [2], 'itself is no neighbour')
  assert.deepEqual(lists.neighboursOf('198.51.100.200'), [1, 2])
  assert.deepEqual(lists.neighboursOf('2001:db8:0:1::9'), [1])
  assert.deepEqual(lists.neighboursOf('2001:db8:0:2::9'), [])
})

test('who runs a sinkhole, or is known to be good, is nobody’s bad neighbour', () => {
  const sinkhole = [
    entry('198.51.100.1'),
    entry('198.51.100.1', { source: 'two', kind: 'sinkhole' }),
  ]
  assert.deepEqual(known(sinkhole).addresses, [])
  const good = { network: '198.51.100.0/24', port: null, firstListedAtMs: 0, holdsUntilMs: null }
  assert.deepEqual(known([entry('198.51.100.1')], { knownGood: [good] }).addresses, [])
})

test('says of an endpoint what the ledger says, and needs the ledger no more', () => {
  const address = fc.constantFrom('198.51.100.1', '198.51.100.2')
  const some = fc.record({
    source: fc.constantFrom('one', 'two'),
    address,
    port: fc.constantFrom(null, 80, 443),
    protocol: fc.constantFrom(null, 'tcp', 'udp'),
    kind: fc.constantFrom('controller' as const, 'scanner' as const, 'sinkhole' as const),
    firstListedAtMs: fc.integer({ min: 0, max: 90 }).map((days) => NOW - days * DAY_MS),
    lastVerifiedAtMs: fc.constantFrom(null, NOW, NOW - 30 * DAY_MS),
    lastRemovedAtMs: fc.constantFrom(null, NOW - 2 * DAY_MS),
    endsAtMs: fc.constant(null),
  })
  const sharing = fc.constantFrom(
    OWN_HOST,
    { ...OWN_HOST, portCount: 4 },
    { ...OWN_HOST, portCount: 40 },
  )
  fc.assert(
    fc.property(fc.array(some, { maxLength: 8 }), address, sharing, (entries, at, host) => {
      const ledger = new LabelLedger({ sources: SOURCES, entries })
      const lists = knownControllers(ledger, NOW)
      for (const port of [80, 443])
        for (const protocol of ['tcp', 'udp']) {
          const endpoint = { address: at, port, protocol }
          const label = ledger.label(endpoint, NOW, { sharing: host })
          // A sinkhole of too little weight for this port still speaks for the whole host.
          if (label.kind === 'positive' && lists.addresses.includes(at))
            assert.equal(lists.originsOf(endpoint, host), label.originBits)
          if (label.kind === 'excluded') assert.equal(lists.originsOf(endpoint, host), 0)
        }
    }),
  )
})
