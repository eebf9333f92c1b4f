/** Whoever talked to it, however many and when: the world is told the same. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import fc from 'fast-check'
import { collateralEstimator } from '../src/app/service/collateral.ts'
import { CASE_MIGRATIONS, createLists, createRegistry, type Registry } from '../src/cases/index.ts'
import { caseIdOf } from '../src/cases/registry/case-id.ts'
import { ManualClock } from '../src/core/clock.ts'
import { DAY_MS } from '../src/core/time-span.ts'
import { type Database, openDatabase } from '../src/db/database.ts'
import { openChdb } from '../src/flows/store/chdb.ts'
import type { FlowEngine } from '../src/flows/store/flow-engine.ts'
import { createSchema } from '../src/flows/store/schema.ts'
import { lintWarning } from '../src/gate/warning/lint.ts'
import { canonicalJson } from '../src/gate/warning/trust/canonical-json.ts'

const START_MS = Date.UTC(2026, 10, 21, 9, 17, 33)
const SYNTHETIC = { ownPrefixes: [], isSynthetic: true }

/** Who talked to an endpoint, as a provider sees it. */
type History = {
  readonly clients: readonly number[]
  readonly minutesAgo: number
  readonly packets: number
  readonly probability: number
  readonly publishedAfterMs: number
}
const history: fc.Arbitrary<History> = fc.record({
  clients: fc.uniqueArray(fc.integer({ min: 1, max: 65_000 }), { minLength: 3, maxLength: 20 }),
  minutesAgo: fc.integer({ min: 1, max: 1000 }),
  packets: fc.integer({ min: 1, max: 10_000 }),
  probability: fc.double({ min: 0.9, max: 0.99, noNaN: true }),
  publishedAfterMs: fc.integer({ min: 0, max: 59_999 }),
})

const directory = mkdtempSync(join(tmpdir(), 'noroshi-same-warning-'))
const clock = new ManualClock(START_MS)
let engine: FlowEngine
let database: Database
let registry: Registry
let number = 0

before(async () => {
  engine = await openChdb()
  await createSchema(engine)
  database = await openDatabase({ directory: join(directory, 'database') }, CASE_MIGRATIONS)
  registry = createRegistry(database, clock, {
    isSubscriber: (address) => address.startsWith('100.64.'),
    rolesOf: async () => new Set(['analyst', 'approver']),
    estimate: collateralEstimator({
      consenting: () => null,
      store: {
        query: <Row>(_: unknown, sql: string, values = {}) => engine.rows<Row>(sql, values),
      },
      extent: {
        current: async () => ({
          flowCount: 1,
          span: { startMs: START_MS - 3 * DAY_MS, endMs: clock.nowMs() + 1 },
        }),
      },
      lists: createLists(database, clock),
      subscriberPrefixes: ['100.64.0.0/10'],
      clock,
    }),
  })
})
after(async () => {
  await engine.close()
  await database.destroy()
  rmSync(directory, { recursive: true, force: true })
})

/** The flows of a history, the case that comes of them, and what is told; the endpoint's own name taken out. */
async function toldOf(past: History): Promise<string> {
  const endpoint = { address: `198.18.7.${number++}`, protocol: 'tcp', port: 6667 }
  const id = caseIdOf(endpoint)
  for (const client of past.clients)
    await engine.run(
      `INSERT INTO flows (received_at, start_at, src_address, dst_address, src_port, dst_port, protocol, tcp_flags, packets)
       SELECT now(), fromUnixTimestamp64Milli({at:Int64}), toIPv6({source:String}), toIPv6({target:String}),
              40000, {port:UInt16}, 6, 26, {packets:UInt32}`,
      {
        at: clock.nowMs() - past.minutesAgo * 60_000,
        source: `100.64.${client >> 8}.${client & 255}`,
        target: endpoint.address,
        port: endpoint.port,
        packets: past.packets,
      },
    )
  const { probability } = past
  const count = past.clients.length
  const reasons = [
    { en: `${count} clients scan`, ja: `${count}台が走査`, group: 'clients', weight: 0.6 },
  ]
  const candidate = { ...endpoint, probability, band: 'share-candidate' as const, clients: count }
  await registry.propose([{ ...candidate, reasons, against: [] }], { actor: 'detector' })
  await registry.confirm(id, { actor: 'hanako', note: `${count} clients`, kind: 'controller' })
  const override = 'a test'
  await registry.publish(id, { actor: 'hanako', note: `${count} clients`, override })
  clock.advance(past.publishedAfterMs)
  await registry.approve(id, { actor: 'taro', note: 'seen as well', override })
  const told = lintWarning(registry.warningOf(await registry.get(id)), SYNTHETIC)
  return canonicalJson(told).replaceAll(id, 'ID').replaceAll(endpoint.address, 'ADDRESS')
}

it('two histories that differ in clients, counts, times and certainty alone give the same warning', async () => {
  await fc.assert(
    fc.asyncProperty(history, history, async (one, other) => {
      // From midnight on, so that both fall into one hour, which is as fine as anybody is told.
      clock.advance(DAY_MS - (clock.nowMs() % DAY_MS))
      assert.equal(await toldOf(one), await toldOf(other))
    }),
    { numRuns: 6 },
  )
})
