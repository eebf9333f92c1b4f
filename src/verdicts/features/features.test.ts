import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FEATURES } from './catalogue.ts'
import { type EndpointFacts, EVIDENCE_GROUPS } from './feature.ts'
import { duration, formatCount, percent } from './wording.ts'

const FACTS: EndpointFacts = {
  clients: 31,
  contacts: 1234,
  contactsMax: 310,
  scanningClients: 24,
  spammingClients: 2,
  floodingClients: 1,
  knockingClients: 0,
  refusedClients: 3,
  rhythmClients: 8,
  beaconClients: 7,
  unanswered: 900,
  gapSeconds: 61,
  upOctets: 4000,
  downOctets: 900,
  downPackets: 20,
  serverPorts: 2,
  networkNeighbours: 1,
  samePortServers: 1,
  siblings: 0,
  sampling: 1,
  oneOf: 1,
  loss: 0,
  knownClients: 2,
  knownControllers: 1,
  listedNeighbours: 3,
}
const ADDRESS = /\d+\.\d+\.\d+\.\d+|[0-9a-f]{1,4}:[0-9a-f:]+/
const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/

test('every feature says what it found in both languages, low, middling and high', () => {
  for (const feature of FEATURES)
    for (const value of [0, 0.5, 1, 12]) {
      const { en, ja } = feature.say(value, FACTS)
      for (const text of [en, ja]) {
        assert.ok(text.length > 5, feature.name)
        assert.doesNotMatch(text, /NaN|undefined|Infinity|null/, feature.name)
        assert.doesNotMatch(text, ADDRESS, feature.name)
      }
      assert.match(ja, JAPANESE, feature.name)
      assert.doesNotMatch(en, JAPANESE, feature.name)
    }
})

test('every feature is defined once, belongs to a group, and says where it comes from', () => {
  assert.equal(new Set(FEATURES.map((feature) => feature.name)).size, FEATURES.length)
  for (const feature of FEATURES) {
    assert.ok(feature.group in EVIDENCE_GROUPS)
    assert.ok(feature.about.length > 20 && feature.unit.length > 0, feature.name)
    assert.match(feature.name, /^[a-z][a-z0-9_]*$/)
  }
})

test('no feature knows who an endpoint is', () => {
  for (const feature of FEATURES)
    assert.doesNotMatch(
      feature.sql,
      /\b(server|client|server_text|src_address|dst_address)\b/,
      feature.name,
    )
})

test('numbers read as people write them', () => {
  assert.equal(formatCount(1234567.4), '1,234,567')
  assert.equal(formatCount(999), '999')
  assert.deepEqual([0, 1e-9, 0.0004, 0.0097, 0.5, 2].map(percent), [
    '0 %',
    '0.001 %',
    '0.04 %',
    '1 %',
    '50 %',
    '100 %',
  ])
  assert.deepEqual(duration(61), { en: '61 seconds', ja: '61秒' })
  assert.deepEqual(duration(3600), { en: '60 minutes', ja: '60分' })
  assert.deepEqual(duration(3 * 3600), { en: '3 hours', ja: '3時間' })
  const scanning = FEATURES.find((feature) => feature.name === 'scanning_share')!
  assert.deepEqual(scanning.say(24 / 31, FACTS), {
    en: '24 of its 31 clients also probe telnet or similar services on other hosts',
    ja: '31台のうち24台が、ほかの機器のtelnet等を探索しています',
  })
})
