import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DAY_MS } from '../../core/time-span.ts'
import type { EndpointFeatures } from '../../verdicts/index.ts'
import { type LabelEntry, LabelLedger } from '../../verdicts/labels/index.ts'
import { labelRows } from './label-rows.ts'

const NOW_MS = Date.UTC(2026, 5, 1)
const LISTED = '203.0.113.1'
const HOSTED = '203.0.113.2'
const SUNK = '203.0.113.3'
const CLEARED = '203.0.113.4'
const FOUND = '203.0.113.5'
const UNKNOWN = '203.0.113.6'

const row = (address: string, port = 8443, facts = {}): EndpointFeatures => ({
  endpoint: { address, protocol: 'tcp', port },
  values: Float64Array.of(port),
  facts: { clients: 4, serverPorts: 1, ...facts } as EndpointFeatures['facts'],
  isOnlyKnocked: false,
  isFew: false,
  isPrivate: false,
})
const entry = (address: string, changes: Partial<LabelEntry> = {}): LabelEntry => ({
  source: 'a',
  address,
  port: null,
  protocol: null,
  kind: 'controller',
  firstListedAtMs: NOW_MS - DAY_MS,
  lastVerifiedAtMs: null,
  lastRemovedAtMs: null,
  endsAtMs: null,
  ...changes,
})
const source = (name: string, reliability: number) => ({
  name,
  origin: null,
  reliability,
  halfLifeDays: 10,
  isVerifying: true,
  listedUntilMs: NOW_MS,
})
const ledger = new LabelLedger({
  sources: [source('a', 0.6), source('b', 0.5)],
  entries: [
    entry('198.51.100.250', { firstListedAtMs: NOW_MS - 90 * DAY_MS }),
    entry(LISTED, { port: 8443 }),
    entry(LISTED, { source: 'b', port: 8443 }),
    entry(HOSTED),
    entry(SUNK, { port: 8443 }),
    entry(SUNK, { source: 'b', kind: 'sinkhole' }),
    entry(CLEARED, { port: 8443 }),
  ],
})

describe('labels of a site’s own rows', () => {
  const decided = { decidedAtMs: NOW_MS }
  const labelled = labelRows(
    [
      row(LISTED),
      row(HOSTED, 443, { serverPorts: 40 }),
      row(SUNK),
      row(CLEARED),
      row(FOUND),
      row(UNKNOWN),
    ],
    NOW_MS,
    ledger,
    [
      {
        endpoint: { address: CLEARED, protocol: 'tcp', port: 8443 },
        outcome: 'dismissed',
        ...decided,
      },
      {
        endpoint: { address: FOUND, protocol: 'tcp', port: 8443 },
        outcome: 'confirmed',
        ...decided,
      },
    ],
  )

  it('two voices are surer than one, a shared host is nobody’s, a sinkhole is an example of nothing', () => {
    assert.deepEqual(
      labelled.rows.map(({ label, weight }) => [label, Math.round(100 * weight) / 100]),
      [
        [1, 0.8],
        [0, 1],
        [0, 1],
        [1, 1],
        [0, 1],
      ],
    )
    assert.deepEqual(labelled.voices, ['a', 'b'])
  })

  it('people overrule lists, either way, and all of it is counted', () => {
    const { listed, confirmed, dismissed, excluded } = labelled
    assert.deepEqual([listed, confirmed, dismissed, excluded], [1, 1, 1, 1])
  })

  it('no name goes with a row', () => {
    assert.doesNotMatch(JSON.stringify(labelled.rows), /203\.0\.113/)
  })
})
