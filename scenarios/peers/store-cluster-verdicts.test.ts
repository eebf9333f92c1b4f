/** The same flows in one process, on one server and on clusters must lead to the same verdicts. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { loadShippedModel } from '../../src/app/detection.ts'
import { fillFlows } from '../../src/app/training/country-flows.ts'
import { formatEndpoint, parseEndpoint } from '../../src/core/endpoint.ts'
import { askedFor, type Country } from '../../src/country/index.ts'
import { openChdb } from '../../src/flows/store/chdb.ts'
import { engineFolds } from '../../src/flows/store/engine-folds.ts'
import type { FlowEngine } from '../../src/flows/store/flow-engine.ts'
import { createSchema } from '../../src/flows/store/schema.ts'
import { openServer } from '../../src/flows/store/server.ts'
import { FLOW_COLUMN_NAMES } from '../../src/flows/wire/flow-batch.ts'
import {
  type Candidate,
  type Detection,
  detect,
  foldFlows,
  type ScoredEndpoint,
} from '../../src/verdicts/index.ts'
import type { KnownControllers } from '../../src/verdicts/labels/index.ts'
import { startClickhouse } from '../../tools/testing/clickhouse-server.ts'
import { temporaryDirectory } from '../../tools/testing/noroshi-process.ts'

const COUNTRY = {
  seed: 20_261_121,
  subscribers: 60,
  hours: 2,
  startMs: Date.UTC(2026, 0, 5),
  samplingInterval: 10,
}
const SEGMENT_COUNT = 3
const SHARDS = { one: 1, two: 2, four: 4 } as const

const stack = new AsyncDisposableStack()
const engines = new Map<string, FlowEngine>()
let expected: Verdicts
let known: KnownControllers

before(async () => {
  const directory = stack.use(await temporaryDirectory())
  const paths = Array.from({ length: SEGMENT_COUNT }, (_, i) => join(directory.path, `${i}.native`))
  const chdb = await openChdb()
  await createSchema(chdb)
  known = listingHalf(await fillFlows(chdb, COUNTRY))
  for (const [i, path] of paths.entries())
    await chdb.run(
      `INSERT INTO FUNCTION file('${path}', Native)
       SELECT ${FLOW_COLUMN_NAMES.join(', ')} FROM flows WHERE cityHash64(src_port, dst_port, start_at) % ${SEGMENT_COUNT} = ${i}`,
    )
  expected = await verdictsOf(chdb)
  await chdb.close()

  const { nodes } = stack.use(await startClickhouse(4, SHARDS))
  for (const [name, count] of Object.entries(SHARDS)) {
    const cluster = { name, nodes: nodes.slice(0, count).map((node) => node.url) }
    const engine = openServer({ url: nodes[0]!.url, database: `noroshi_${name}`, cluster })
    stack.defer(() => engine.close())
    await createSchema(engine)
    for (const [i, path] of paths.entries())
      await engine.insertNative({
        table: 'flows',
        columns: FLOW_COLUMN_NAMES,
        paths: [path],
        token: `s-${i}`,
      })
    engines.set(name, engine)
  }
})
after(() => stack.disposeAsync())

for (const [name, count] of Object.entries(SHARDS)) {
  test(`${count} shards come to the verdicts of the engine in the process`, async () => {
    assert.equal(expected.detection.candidates.length, EXPLAINED)
    assert.ok(expected.scored.length > 10 * EXPLAINED, `${expected.scored.length} scored`)
    assert.ok(expected.detection.candidates.some(tellsOfLists), 'the lists have a say')
    assert.ok(expected.detection.candidates.some(isDrawn), 'of some not all clients are looked at')
    const found = await verdictsOf(engines.get(name)!)
    assert.equal(found.detection.endpointCount, expected.detection.endpointCount)
    assert.deepEqual(found.detection.window, expected.detection.window)
    assert.deepEqual(found.scored.map(scoreText), expected.scored.map(scoreText))
    assert.deepEqual(judged(found.detection), judged(expected.detection))
  })
}

test('both directions of a conversation lie on one shard, and every shard has some', async () => {
  const four = engines.get('four')!
  const [row] = await four.rows<{ shards: number; torn: number }>(
    `SELECT uniqExact(shard) AS shards, countIf(shard != other) AS torn FROM (
       SELECT min(_shard_num) AS shard, max(_shard_num) AS other FROM flows
       GROUP BY arraySort([(src_address, src_port), (dst_address, dst_port)]), protocol)`,
  )
  assert.deepEqual(row, { shards: SHARDS.four, torn: 0 })
})

/** As long as addresses get, and more than go into one question. */
const NEVER_SEEN = Array.from(
  { length: 12_000 },
  (_, i) => `2001:db8:ffff:ffff:ffff:ffff:ffff:${(i + 4096).toString(16)}`,
)

/** A list that knows every second controller of the country. */
function listingHalf(country: Country): KnownControllers {
  const { controllers } = askedFor(country.planted(), COUNTRY.hours)
  const listed = new Set([...controllers.keys()].filter((_, i) => i % 2 === 0))
  return {
    addresses: [...[...listed].map((name) => parseEndpoint(name)!.address), ...NEVER_SEEN],
    originsOf: (endpoint) => (listed.has(formatEndpoint(endpoint)) ? 1 : 0),
    neighboursOf: () => [],
  }
}

const tellsOfLists = ({ reasons, against }: Candidate): boolean =>
  [...reasons, ...against].some(({ group }) => group === 'lists')

const isDrawn = ({ against }: Candidate): boolean =>
  against.some(({ en }) => en.includes('counts are estimates'))

type Verdicts = { readonly scored: readonly ScoredEndpoint[]; readonly detection: Detection }

/** All are scored; so many of the first get reasons, which cost more than all else together. */
const EXPLAINED = 100

async function verdictsOf(engine: FlowEngine): Promise<Verdicts> {
  const place = engineFolds(engine)
  const options = {
    window: 'all',
    minClients: 1,
    drawnClients: 8,
    subscriberPrefixes: [],
    upstreamInterfaces: [],
    access: { purpose: 'c2-detection', actor: 'test', reason: 'simulated flows' },
  } as const
  await foldFlows(place, options)
  let scored: readonly ScoredEndpoint[] = []
  const detection = await detect(place, loadShippedModel(), {
    ...options,
    known,
    limit: EXPLAINED,
    onScored: (all) => {
      scored = all
    },
  })
  return { scored, detection }
}

/** Its features say, among all else, how many clients it has. */
const scoreText = ({ endpoint, values, probability }: ScoredEndpoint): string =>
  `${formatEndpoint(endpoint)} ${probability.toFixed(9)} ${values.join(' ')}`

function judged({ candidates }: Detection): string[] {
  return candidates.map(
    ({ address, protocol, port, band, clients, reasons, against }) =>
      `${address} ${protocol} ${port} ${band} ${clients} ${groups(reasons)} ${groups(against)}`,
  )
}

const groups = (some: Candidate['reasons']): string => some.map(({ group }) => group).join(',')
