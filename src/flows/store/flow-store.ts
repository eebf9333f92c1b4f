import { createHash } from 'node:crypto'
import type { FlowAccess } from '../../core/flow-access.ts'
import type { TimeSpan } from '../../core/time-span.ts'
import { FLOW_COLUMN_NAMES } from '../wire/flow-batch.ts'
import type { AuditLog } from './audit-log.ts'
import { type Deletion, type DeletionOutcome, deletionSubject } from './deletion-record.ts'
import { StoreError } from './errors.ts'
import { EXPORTER_HOUR_COLUMNS, type ExporterHour, exporterHours } from './exporter-hours.ts'
import type { FlowEngine, SqlParameters } from './flow-engine.ts'
import { FoldLedger } from './fold-ledger.ts'
import {
  type FoldingPlace,
  type FoldJob,
  type FoldProgress,
  type FoldSummary,
  foldPending,
} from './fold-pending.ts'
import { ROLL_UP_NAMES } from './roll-up-tables.ts'
import { createSchema, currentDatabase, type HeldTable, heldTable, systemTable } from './schema.ts'
import {
  dropScratch,
  type FillScratch,
  type ScratchReader,
  type ScratchTable,
  withScratch,
} from './scratch.ts'
import { assertSegment } from './segment-layout.ts'

export type TrafficPoint = {
  readonly exporter: string
  /** Epoch seconds of the step's start. */
  readonly at: number
  readonly flows: number
  /** Scaled by the sampling interval. */
  readonly packets: number
  readonly octets: number
}

const TOKEN = /^[0-9a-z-]{1,100}$/

/** Flows at rest: loading, folding, purpose-bound looks, volume, retention. */
export class FlowStore implements ScratchReader, FoldingPlace {
  readonly #engine: FlowEngine
  readonly #audit: AuditLog
  #prepared: Promise<FoldLedger> | undefined
  #folding: Promise<unknown> = Promise.resolve()
  #dropping: Promise<unknown> = Promise.resolve()

  private constructor(engine: FlowEngine, audit: AuditLog) {
    this.#engine = engine
    this.#audit = audit
  }

  /**
   * Makes the tables. A server that cannot be reached now is no reason not to start: the spool holds
   * what is received, and the first segment makes the tables when it is back.
   */
  static async open(engine: FlowEngine, audit: AuditLog): Promise<FlowStore> {
    const store = new FlowStore(engine, audit)
    await store.#prepare().catch((error: unknown) => {
      if (!(error instanceof StoreError && error.code === 'ENGINE_UNREACHABLE')) throw error
    })
    return store
  }

  /**
   * Stores segments together, exactly once, however often it is asked: the engine remembers the tokens of
   * the last 10,000 inserts and answers a repeated one without inserting.
   *
   * @param paths of one directory; 2^20 records in all, if they are several
   * @throws StoreError SEGMENT_INVALID, before any of them is stored
   */
  async load(paths: readonly string[], token: string): Promise<void> {
    assertToken(token)
    let records = 0
    for (const path of paths) records += await this.check(path)
    const ledger = await this.#prepare()
    await ledger.insert({ name: token, records }, (fold) =>
      this.#engine.insertNative({
        table: 'flows',
        columns: FLOW_COLUMN_NAMES,
        paths,
        token,
        fold,
      }),
    )
  }

  /** Whether a file is a segment; StoreError SEGMENT_INVALID says what it is not. */
  check(path: string): Promise<number> {
    return assertSegment(path)
  }

  /** Adds what was counted beside segments, once, from a file of one block (exporter-hours.ts). */
  async count(path: string, token: string): Promise<void> {
    assertToken(token)
    await this.#prepare()
    await this.#engine.insertNative({
      table: 'exporter_hours',
      columns: EXPORTER_HOUR_COLUMNS,
      paths: [path],
      token,
    })
  }

  /** What became of everything that exporters sent. No look at flows. */
  exporterHours(window: TimeSpan): Promise<ExporterHour[]> {
    return exporterHours((sql, parameters) => this.#ask(sql, parameters), window)
  }

  /** Folds what is not folded yet by these rules, one folding at a time. Each run is a look in the audit. */
  async foldPending(
    access: FlowAccess,
    rules: string,
    work: (job: FoldJob) => Promise<void>,
    onProgress?: FoldProgress,
  ): Promise<FoldSummary> {
    assertStated(access)
    const folded = this.#folding.then(async () =>
      foldPending(this.#engine, await this.#prepare(), rules, work, {
        ...(onProgress ? { onProgress } : {}),
        onRun: ({ first, last, records }) =>
          this.#audit.append({
            kind: 'look',
            ...access,
            subject: `roll-up of folds ${first} to ${last}, ${records} records`,
          }),
      }),
    )
    this.#folding = folded.catch(() => {})
    return folded
  }

  /** A server that was away at the start may be asked before it has been given a segment. */
  async #ask<Row>(sql: string, parameters?: SqlParameters): Promise<Row[]> {
    await this.#prepare()
    return this.#engine.rows<Row>(sql, parameters)
  }

  /** Once it has succeeded, never again. */
  #prepare(): Promise<FoldLedger> {
    this.#prepared ??= createSchema(this.#engine)
      .then(() => dropScratch(this.#engine))
      .then(() => FoldLedger.open(this.#engine))
      .catch((error: unknown) => {
        this.#prepared = undefined
        throw error
      })
    return this.#prepared
  }

  async query<Row>(access: FlowAccess, sql: string, parameters?: SqlParameters): Promise<Row[]> {
    await this.#look(access, sql)
    return this.#ask<Row>(sql, parameters)
  }

  /** Each statement that fills a table is a look of its own. */
  async withScratch<Result>(
    access: FlowAccess,
    tables: readonly ScratchTable[],
    work: (fill: FillScratch) => Promise<Result>,
  ): Promise<Result> {
    assertStated(access)
    await this.#prepare()
    return withScratch(this.#engine, tables, (fill) =>
      work(async (sql, parameters) => {
        await this.#look(access, sql)
        await fill(sql, parameters)
      }),
    )
  }

  async #look(access: FlowAccess, sql: string): Promise<void> {
    assertStated(access)
    await this.#audit.append({ kind: 'look', ...access, subject: `sql ${digest(sql)}` })
  }

  /** Volume by exporter. No look at flows: the roll-up holds no address of a communication. */
  traffic(window: TimeSpan, stepSeconds: number): Promise<TrafficPoint[]> {
    return this.#ask<TrafficPoint>(
      `SELECT if(startsWith(IPv6NumToString(exporter), '::ffff:'), substring(IPv6NumToString(exporter), 8), IPv6NumToString(exporter)) AS exporter,
              intDiv(toUnixTimestamp(step_at), {step:UInt32}) * {step:UInt32} AS at,
              sum(t.flows) AS flows, sum(t.packets) AS packets, sum(t.octets) AS octets
       FROM traffic AS t
       WHERE step_at >= toDateTime({from:UInt32}) AND step_at < toDateTime({to:UInt32})
       GROUP BY t.exporter AS exporter_octets, at, exporter
       ORDER BY exporter, at`,
      {
        step: stepSeconds,
        from: Math.floor(window.startMs / 1000),
        to: Math.floor(window.endMs / 1000),
      },
    )
  }

  /** How much is held, and up to when. */
  async extent(): Promise<{ flowCount: number; span: TimeSpan | undefined }> {
    const [row] = await this.#ask<{ flows: number; first: number; last: number }>(
      `SELECT count() AS flows, toUnixTimestamp64Milli(min(start_at)) AS first, toUnixTimestamp64Milli(max(start_at)) AS last FROM flows`,
    )
    const flowCount = row?.flows ?? 0
    return {
      flowCount,
      span: row && flowCount > 0 ? { startMs: row.first, endMs: row.last + 1 } : undefined,
    }
  }

  /**
   * Drops every day received before the cut, each with a deletion record. Roll-ups that hold addresses of
   * clients, if only as hashes in a count, go with the flows they were made of.
   *
   * @param cut first day to keep, `YYYYMMDD`
   * @returns the partitions dropped
   */
  async dropBefore(table: 'flows' | 'traffic', cut: string, access: FlowAccess): Promise<string[]> {
    await this.#prepare()
    // One at a time: a deletion that another run has begun is not one that nobody finished.
    const dropped = this.#dropping.then(async () => {
      if (table === 'flows')
        for (const rollUp of ROLL_UP_NAMES) await this.#drop(rollUp, cut, access)
      if (table === 'traffic') await this.#drop('exporter_hours', cut, access)
      return this.#drop(table, cut, access)
    })
    this.#dropping = dropped.catch(() => {})
    return dropped
  }

  async #drop(table: HeldTable, cut: string, access: FlowAccess): Promise<string[]> {
    const held = heldTable(this.#engine, table)
    const partitions = await this.#ask<{ day: string; records: number }>(
      `SELECT partition AS day, sum(rows) AS records FROM ${systemTable(this.#engine, 'parts')}
       WHERE database = {database:String} AND table = {table:String} AND active
       GROUP BY partition ORDER BY partition`,
      { database: await currentDatabase(this.#engine), table: held },
    )
    const record = (deletion: Deletion, outcome: DeletionOutcome): Promise<void> =>
      this.#audit.append({
        kind: 'deletion',
        ...access,
        subject: deletionSubject(deletion, outcome),
      })
    for (const deletion of this.#audit.openDeletions.of(table)) {
      const isHeld = partitions.some(({ day }) => day === deletion.day)
      await record(deletion, isHeld ? 'not deleted' : 'deleted')
    }
    const past = partitions.filter(({ day }) => day < cut)
    for (const { day, records } of past) {
      await record({ table, day, records }, 'begun')
      // A day of more than 50 GB would be kept: the engine takes dropping it for a slip of the hand.
      await this.#engine.runOnEach(
        `ALTER TABLE ${held} DROP PARTITION ${Number(day)} SETTINGS max_partition_size_to_drop = 0`,
      )
      await record({ table, day, records }, 'deleted')
    }
    return past.map(({ day }) => day)
  }
}

function assertToken(token: string): void {
  if (!TOKEN.test(token)) throw new StoreError('SEGMENT_INVALID', `not a segment's name: ${token}`)
}

function assertStated(access: FlowAccess): void {
  if (!access.purpose || !access.actor || !access.reason)
    throw new StoreError(
      'ACCESS_UNSTATED',
      'flows are read for a stated purpose, by somebody, with a reason',
    )
}

function digest(sql: string): string {
  return createHash('sha256').update(sql).digest('hex').slice(0, 16)
}
