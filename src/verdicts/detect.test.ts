import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { formatEndpoint } from '../core/endpoint.ts'
import { ingestFile } from '../flows/ingest/index.ts'
import { nativeBlock } from '../flows/spool/native-block.ts'
import { FLOW_COLUMN_NAMES } from '../flows/wire/flow-batch.ts'
import { FlowTable, ONE_SITE } from './flow-table-fixture.ts'
import {
  detect,
  type EvidenceGroup,
  evaluateRanking,
  extractFeatures,
  FEATURE_NAMES,
  loadModel,
} from './index.ts'
import { modelScore } from './model/model.ts'
import { asInnocent } from './reasons/as-innocent.ts'

const CAPTURES = new URL('../../../shared/data/flows/dev.parquet', import.meta.url)
const skip = existsSync(CAPTURES) ? false : 'the shared captures are not on this machine'
const MODEL = new URL('./model/shipped.model.json', import.meta.url)
let table: FlowTable
before(async () => {
  table = await FlowTable.open()
})
after(() => table[Symbol.asyncDispose]())

const shipped = () => loadModel(JSON.parse(readFileSync(MODEL, 'utf8')))

test('a store without flows has no endpoints and no candidates', async () => {
  const { endpointCount, candidates } = await detect(table, shipped(), { ...ONE_SITE, limit: 10 })
  assert.deepEqual({ endpointCount, candidates }, { endpointCount: 0, candidates: [] })
})

test('both real controllers of the shared captures stand within the first 50', {
  skip,
}, async () => {
  await loadCaptures(table)
  await table.fold()
  const found = await detect(table, shipped(), { ...ONE_SITE, limit: 50 })
  const names = found.candidates.map(({ address, port }) => `${address}:${port}`)
  assert.ok(found.endpointCount > 13_500 && found.endpointCount < 14_200, `${found.endpointCount}`)
  for (const name of ['185.244.25.235:6667', '41.108.179.197:1177'])
    assert.ok(names.includes(name), `${name} is not among the first 50`)
  for (const { reasons, band } of found.candidates) {
    assert.ok(reasons.length > 0)
    assert.notEqual(band, 'share-candidate')
  }
})

test('on real captures too, every stated reason moves the score as it says when it is taken away', {
  skip,
}, async () => {
  const model = shipped()
  const rows = new Map<string, Float64Array>()
  const { candidates } = await detect(table, model, {
    ...ONE_SITE,
    limit: 300,
    onScored: (scored) => {
      for (const { endpoint, values } of scored) rows.set(formatEndpoint(endpoint), values)
    },
  })
  let checked = 0
  for (const candidate of candidates) {
    const values = rows.get(formatEndpoint(candidate))!
    const score = modelScore(model, values)
    for (const { group, weight, effect } of [...candidate.reasons, ...candidate.against]) {
      // A caveat has no weight; a model of an earlier version has nothing to check with.
      if (weight === 0 || effect === undefined || !model.reference) continue
      const left = asInnocent(values, group as EvidenceGroup, model.reference.scale)
      assert.ok((score - modelScore(model, left)) * weight > 0, `${group} ${weight}`)
      checked++
    }
  }
  if (model.reference) assert.ok(checked > candidates.length, `${checked}`)
})

test("RITA's score alone puts them lower than the model does", { skip }, async () => {
  const { rows } = await extractFeatures(table, ONE_SITE)
  const index = FEATURE_NAMES.indexOf('rita_max')
  const scores = rows.map(({ values }) => values[index]! || 0)
  const labels = rows.map(({ endpoint }) =>
    endpoint.address === '185.244.25.235' && endpoint.port === 6667 ? 1 : 0,
  )
  const [rank] = evaluateRanking(scores, labels).ranks
  assert.ok(rank! > 50, `rank ${rank}`)
})

async function loadCaptures(target: FlowTable): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'noroshi-captures-'))
  try {
    await ingestFile(
      CAPTURES.pathname,
      { format: 'parquet', receivedAtMs: 0, engine: target.engine },
      async (batch) => {
        const path = join(directory, 'batch.native')
        await writeFile(path, nativeBlock(batch))
        const columns = FLOW_COLUMN_NAMES.join(', ')
        await target.engine.run(
          `INSERT INTO flows (${columns}) SELECT ${columns} FROM file('${path}', Native)`,
        )
      },
      () => {},
    )
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
