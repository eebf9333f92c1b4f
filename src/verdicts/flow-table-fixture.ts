import type { FlowAccess } from '../core/flow-access.ts'
import { openChdb } from '../flows/store/chdb.ts'
import { engineFolds } from '../flows/store/engine-folds.ts'
import type { FlowEngine } from '../flows/store/flow-engine.ts'
import { FoldLedger } from '../flows/store/fold-ledger.ts'
import type { FoldSummary } from '../flows/store/fold-pending.ts'
import { emptyStore } from '../flows/store/roll-up-tables.ts'
import { createSchema } from '../flows/store/schema.ts'
import {
  type FillScratch,
  type ScratchReader,
  type ScratchTable,
  withScratch,
} from '../flows/store/scratch.ts'
import { FLOW_COLUMN_NAMES } from '../flows/wire/flow-batch.ts'
import { type FoldOptions, foldFlows } from './fold/fold-flows.ts'

/** Test fixture: flows written by hand into an engine of their own. Not used outside tests. */

export const TEST_ACCESS: FlowAccess = {
  purpose: 'c2-detection',
  actor: 'test',
  reason: 'flows made by hand',
}

/** All that a table holds, as of one site whose sources the caller vouches for; one client is enough. */
export const ONE_SITE = {
  window: 'all',
  minClients: 1,
  subscriberPrefixes: [],
  upstreamInterfaces: [],
  access: TEST_ACCESS,
} as const

export const SYN = 2
export const SYN_ACK = 18
/** FIN, SYN, PSH, ACK: a connection that did its work. */
export const WHOLE = 27
export const START_MS = Date.UTC(2026, 0, 5)

export type HandmadeFlow = {
  readonly atMs: number
  readonly from: string
  readonly fromPort: number
  readonly to: string
  readonly port: number
  readonly durationMs?: number
  readonly protocol?: number
  readonly flags?: number
  readonly packets?: number
  readonly octets?: number
  readonly sampling?: number
  readonly ingress?: number
  readonly egress?: number
  readonly exporter?: string
  readonly domain?: number
  /** Present: a biflow, its source the initiator. Absent: one direction only. */
  readonly back?: { readonly packets: number; readonly octets: number; readonly flags?: number }
}

/** A client's whole connection with a service on port 443, as a biflow. */
export const wholeContact = (atMs: number, host: number, server: string): HandmadeFlow => ({
  atMs,
  from: `203.0.113.${host}`,
  fromPort: 40_000 + host,
  to: server,
  port: 443,
  flags: WHOLE,
  back: { packets: 4, octets: 300, flags: WHOLE },
})

export class FlowTable implements ScratchReader, AsyncDisposable {
  readonly #engine: FlowEngine

  private constructor(engine: FlowEngine) {
    this.#engine = engine
  }

  static async open(): Promise<FlowTable> {
    const engine = await openChdb()
    await createSchema(engine)
    return new FlowTable(engine)
  }

  get engine(): FlowEngine {
    return this.#engine
  }

  query<Row>(_: FlowAccess, sql: string, parameters = {}): Promise<Row[]> {
    return this.#engine.rows<Row>(sql, parameters)
  }

  withScratch<Result>(
    _: FlowAccess,
    tables: readonly ScratchTable[],
    work: (fill: FillScratch) => Promise<Result>,
  ): Promise<Result> {
    return withScratch(this.#engine, tables, work)
  }

  async replace(flows: readonly HandmadeFlow[]): Promise<void> {
    await emptyStore(this.#engine)
    await this.add(flows)
  }

  /** Into the fold that is open now. */
  async add(flows: readonly HandmadeFlow[]): Promise<void> {
    const { openFold } = await FoldLedger.open(this.#engine)
    const columns = [...FLOW_COLUMN_NAMES, 'fold'].join(', ')
    for (let at = 0; at < flows.length; at += 2_000) {
      const values = flows.slice(at, at + 2_000).map((flow) => valuesOf(flow, openFold))
      await this.#engine.run(`INSERT INTO flows (${columns}) VALUES ${values.join(', ')}`)
    }
  }

  fold(options: Partial<FoldOptions> = {}): Promise<FoldSummary> {
    return foldFlows(engineFolds(this.#engine), { ...ONE_SITE, ...options })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine.close()
  }
}

function valuesOf(flow: HandmadeFlow, fold: number): string {
  const { back } = flow
  return `(${[
    1_767_571_200,
    `fromUnixTimestamp64Milli(toInt64(${Math.round(flow.atMs)}))`,
    flow.durationMs ?? 500,
    `toIPv6('${flow.from}')`,
    `toIPv6('${flow.to}')`,
    flow.fromPort,
    flow.port,
    flow.protocol ?? 6,
    flow.flags ?? WHOLE,
    back?.flags ?? (back ? WHOLE : 0),
    flow.packets ?? 5,
    flow.octets ?? 400,
    back?.packets ?? 0,
    back?.octets ?? 0,
    flow.sampling ?? 1,
    `toIPv6('${flow.exporter ?? '::1'}')`,
    flow.domain ?? 0,
    flow.ingress ?? 10,
    flow.egress ?? 1,
    back ? 1 : 0,
    fold,
  ].join(', ')})`
}
