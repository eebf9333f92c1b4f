import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '../../../core/random.ts'
import { FlowTable, type HandmadeFlow, ONE_SITE, START_MS, SYN } from '../../flow-table-fixture.ts'
import { baselines } from './catalogue.ts'
import { DISCLOSURE_FEATURES, disclosureFeatures } from './disclosure-features.ts'
import { ELASTIC_BUCKETS, elasticBeaconScore } from './elastic-beacon.ts'
import { forestScore, trainForest } from './forest.ts'
import { readBaselineFacts } from './read-facts.ts'

const buckets = (fill: (i: number) => number): Float64Array =>
  Float64Array.from({ length: ELASTIC_BUCKETS }, (_, i) => fill(i))

test('a beacon every five minutes with even sizes shows all three signs of Elastic’s rule', () => {
  const counts = buckets((i) => (i % 5 === 0 ? 1 : 0))
  const octets = counts.map((count) => 300 * count)
  assert.equal(elasticBeaconScore({ counts, upOctets: octets, downOctets: octets }), 3)
})

test('contacts at random with random sizes show none of Elastic’s signs', () => {
  const random = new SeededRandom(3)
  const counts = buckets(() => (random.next() < 0.2 ? 1 + random.integer(4) : 0))
  const octets = counts.map((count) => (count === 0 ? 0 : 100 + random.integer(9_000)))
  assert.equal(elasticBeaconScore({ counts, upOctets: octets, downOctets: octets }), 0)
})

test('too few contacts are no beacon to Elastic’s rule', () => {
  const counts = buckets((i) => (i < 6 ? 1 : 0))
  assert.equal(elasticBeaconScore({ counts, upOctets: counts, downOctets: counts }), 0)
})

test('DISCLOSURE’s features of a server worked out by hand', () => {
  const features = disclosureFeatures({
    records: 4,
    clients: 2,
    up: [4, 400, 40_000],
    down: [2, 300, 50_000],
    series: [1, 0, 1, 0],
    occurrences: [4],
    gaps: [60, 6, 60],
    unmatched: 2,
    hours: [4],
  })
  const named = Object.fromEntries(DISCLOSURE_FEATURES.map((name, i) => [name, features[i]]))
  assert.equal(named['up_octets_mean'], 100)
  assert.equal(named['up_octets_deviation'], 0)
  assert.equal(named['down_octets_deviation'], 50)
  assert.equal(named['unique_size_share'], 0.25)
  assert.equal(named['access_regularity'], 0.1)
  assert.equal(named['unmatched_density'], 0.5)
  // Lags 1 and 2 of an alternating series of four: −3/4 and +1/2.
  assert.equal(named['autocorrelation_mean'], -0.125)
})

test('the forest finds a rule that needs two features, and the same seed gives the same trees', () => {
  const random = new SeededRandom(11)
  const samples = Array.from({ length: 600 }, () => {
    const values = [random.next(), random.next(), random.next()]
    return { values, label: values[0]! > 0.7 && values[1]! > 0.7 ? (1 as const) : (0 as const) }
  })
  const forest = trainForest(samples, ['a', 'b', 'noise'], 5)
  assert.ok(forestScore(forest, [0.9, 0.9, 0.5]) > forestScore(forest, [0.9, 0.2, 0.5]))
  assert.ok(forestScore(forest, [0.9, 0.9, 0.5]) > forestScore(forest, [0.2, 0.9, 0.5]))
  assert.deepEqual(trainForest(samples, ['a', 'b', 'noise'], 5), forest)
})

test('every baseline has a name of its own and a source in both languages', () => {
  const all = baselines({ hasLists: true, forest: { features: [], trees: [] } })
  assert.equal(new Set(all.map(({ name }) => name)).size, 7)
  for (const { source, title } of all) assert.ok(source.en && source.ja && title.en && title.ja)
})

test('the baselines see a beacon, a scanner’s server and the clients behind them', async () => {
  await using table = await FlowTable.open()
  const flows: HandmadeFlow[] = []
  const back = { packets: 4, octets: 300 }
  for (let i = 0; i < 40; i++)
    for (const from of ['10.0.0.1', '10.0.0.2'])
      flows.push({
        atMs: START_MS + i * 300_000,
        from,
        fromPort: 40_000 + i,
        to: '192.0.2.1',
        port: 4444,
        octets: 400,
        back,
      })
  // One of the two scans: it is a candidate bot, so its server has one.
  for (let i = 0; i < 100; i++)
    flows.push({
      atMs: START_MS + i * 1_000,
      from: '10.0.0.1',
      fromPort: 50_000 + i,
      to: `198.51.100.${1 + (i % 250)}`,
      port: 23,
      flags: SYN,
      packets: 1,
      octets: 40,
      back: { packets: 0, octets: 0, flags: 0 },
    })
  await table.replace(flows)
  const facts = await readBaselineFacts(table, { ...ONE_SITE, recordsMin: 10 })
  const server = facts.get('192.0.2.1:4444/tcp')
  assert.ok(server)
  assert.equal(server.records, 80)
  assert.equal(server.clients, 2)
  assert.equal(server.candidateBots, 1)
  assert.ok(server.ritaMax > 0.6, `${server.ritaMax}`)
  assert.equal(server.elasticMax, 3)
  assert.equal(facts.size, 1, 'endpoints with few records are not looked at')
})
