import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import {
  type ClickHouseClient,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
  type ResultSet,
} from '@clickhouse/client'
import { FLOW_COLUMNS } from '../wire/flow-columns.ts'
import { StoreError } from './errors.ts'
import type { FlowEngine, NativeInsert, SqlParameters } from './flow-engine.ts'
import { ONE_BLOCK_SETTINGS } from './one-block.ts'
import { isConnectionLost, serverError } from './server-error.ts'

export type ServerOptions = {
  /** HTTP address of the ClickHouse that answers questions and spreads inserts. */
  readonly url: string
  readonly user?: string
  readonly password?: string
  /** PEM of the authorities that may vouch for an `https` server; absent: those the system trusts. */
  readonly authorities?: Buffer
  /** Made when it is not there. */
  readonly database: string
  readonly cluster?: ClusterOptions
  /** How long to wait for a server that says nothing to an insert or a definition. */
  readonly answerTimeoutMs?: number
}

export type ClusterOptions = {
  /** Its name in the servers' `remote_servers`. */
  readonly name: string
  /**
   * HTTP addresses of every node. Tables are made on each by itself, so that a cluster without
   * ClickHouse Keeper serves as well.
   */
  readonly nodes: readonly string[]
}

/** A detection over a week may take minutes; a server that hangs must not be waited for all night. */
const QUESTION_TIMEOUT_MS = 15 * 60_000
/** One segment of 2^20 records. The spool waits behind it. */
const INSERT_TIMEOUT_MS = 2 * 60_000
/** A start waits for these; afterwards the spool holds what is received until the server answers. */
const DEFINITION_TIMEOUT_MS = 30_000
const CONNECTION_COUNT_MAX = 8
/** A connection that broke, or a server that restarts: once again, where repeating changes nothing. */
const REPEAT_AFTER_MS = 500
const NAME = /^[A-Za-z_][\w-]{0,63}$/

const SETTINGS: ClickHouseSettings = {
  // Days are UTC days wherever the machine stands, or retention would differ between two servers.
  session_timezone: 'UTC',
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_denormals: 0,
  // The answer to an insert is a promise that the spool relies on, on every shard.
  async_insert: 0,
  distributed_foreground_insert: 1,
  // A verdict over part of the flows would be wrong without showing it.
  skip_unavailable_shards: 0,
  // A set is made once and sent to the shards, so that each sees what the whole cluster knows.
  distributed_product_mode: 'global',
}

/** ClickHouse by URL: one server, or a cluster. Connects when first asked. */
export function openServer(options: ServerOptions): FlowEngine {
  for (const name of [options.database, options.cluster?.name])
    if (name !== undefined && !NAME.test(name))
      throw new StoreError('ENGINE_NOT_OPENED', `not a name for a database or a cluster: ${name}`)
  return new ServerEngine(options)
}

class ServerEngine implements FlowEngine {
  declare readonly cluster?: string
  readonly #options: ServerOptions
  readonly #asked: ClickHouseClient
  readonly #nodes: readonly ClickHouseClient[]
  #madeDatabase: Promise<void> | undefined

  constructor(options: ServerOptions) {
    this.#options = options
    this.#asked = connect(options, options.url)
    this.#nodes = options.cluster?.nodes.map((url) => connect(options, url)) ?? [this.#asked]
    if (options.cluster) this.cluster = options.cluster.name
  }

  async run(sql: string, parameters?: SqlParameters): Promise<void> {
    await this.#asked.command({ query: sql, ...bound(parameters) }).catch(fail)
  }

  async runAside(sql: string, parameters?: SqlParameters): Promise<void> {
    await this.run(sql, parameters)
  }

  async runOnEach(sql: string): Promise<void> {
    await this.#makeDatabase()
    for (const node of this.#nodes) await repeated(() => this.#define(node, sql)).catch(fail)
  }

  async runOnShards(sql: string, parameters?: SqlParameters): Promise<void> {
    await Promise.all(
      this.#nodes.map((node) => node.command({ query: sql, ...bound(parameters) })),
    ).catch(fail)
  }

  async rows<Row>(sql: string, parameters?: SqlParameters): Promise<Row[]> {
    const answer = async (): Promise<Row[]> => {
      const result = await this.#asked.query({
        query: sql,
        format: 'JSONEachRow',
        ...bound(parameters),
        // Otherwise an error after the first row would come with status 200.
        clickhouse_settings: {
          wait_end_of_query: 1,
          cancel_http_readonly_queries_on_client_close: 1,
        },
      })
      const rows: Row[] = []
      for await (const chunk of chunksOf<Row>(result)) for (const row of chunk) rows.push(row)
      return rows
    }
    return await repeated(answer).catch(fail)
  }

  async *stream<Row>(sql: string, parameters?: SqlParameters): AsyncIterable<Row[]> {
    try {
      const result = await this.#asked.query({
        query: sql,
        format: 'JSONEachRow',
        ...bound(parameters),
        clickhouse_settings: { cancel_http_readonly_queries_on_client_close: 1 },
      })
      yield* chunksOf<Row>(result)
    } catch (cause) {
      fail(cause)
    }
  }

  async insertNative({ table, columns, paths, token, fold }: NativeInsert): Promise<void> {
    for (const path of paths)
      await stat(path).catch((cause: unknown) => {
        throw new StoreError('SEGMENT_INVALID', `the segment ${path} cannot be read`, { cause })
      })
    const list = columns.join(', ')
    const statement =
      fold === undefined
        ? `INSERT INTO ${table} (${list}) FORMAT Native`
        : `INSERT INTO ${table} (${list}, fold) SELECT ${list}, ${Math.trunc(fold)} FROM input('${structureOf(columns)}') FORMAT Native`
    await repeated(() => this.#send(statement, paths, token)).catch(fail)
  }

  async close(): Promise<void> {
    for (const client of new Set([this.#asked, ...this.#nodes])) await client.close()
  }

  /** The answer to an insert is empty; reading it to its end is waiting for the server's word. */
  async #send(query: string, paths: readonly string[], token: string): Promise<void> {
    const timeout = this.#patience(INSERT_TIMEOUT_MS)
    const { stream } = await this.#asked.exec({
      query,
      values: Readable.from(octetsOf(paths), { objectMode: false }),
      abort_signal: timeout,
      clickhouse_settings: {
        insert_deduplication_token: token,
        deduplicate_blocks_in_dependent_materialized_views: 1,
        ...ONE_BLOCK_SETTINGS,
        wait_end_of_query: 1,
      },
    })
    await stream.toArray()
  }

  #define(node: ClickHouseClient, query: string): Promise<unknown> {
    return node.command({ query, abort_signal: this.#patience(DEFINITION_TIMEOUT_MS) })
  }

  #patience(usualMs: number): AbortSignal {
    return AbortSignal.timeout(this.#options.answerTimeoutMs ?? usualMs)
  }

  #makeDatabase(): Promise<void> {
    this.#madeDatabase ??= this.#createOnEach().catch((error: unknown) => {
      this.#madeDatabase = undefined
      throw error
    })
    return this.#madeDatabase
  }

  /** Asked from the database that every server has, for a request may not name one that is not there. */
  async #createOnEach(): Promise<void> {
    const { cluster, url, database } = this.#options
    for (const node of cluster?.nodes ?? [url]) {
      await using client = connect({ ...this.#options, database: 'default' }, node)
      const sql = `CREATE DATABASE IF NOT EXISTS \`${database}\``
      await repeated(() => this.#define(client, sql)).catch(fail)
    }
  }
}

/** Native blocks of several files, one after the other, are a Native document as well. */
async function* octetsOf(paths: readonly string[]): AsyncIterable<Buffer> {
  for (const path of paths) yield* createReadStream(path)
}

/** Names and types of a segment's columns, for the engine to read it before it adds one. */
function structureOf(columns: readonly string[]): string {
  return FLOW_COLUMNS.filter(({ name }) => columns.includes(name))
    .map(({ name, type }) => `${name} ${type}`)
    .join(', ')
}

function connect(options: ServerOptions, url: string): ClickHouseClient {
  return createClient({
    url,
    ...(options.user === undefined ? {} : { username: options.user }),
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(options.authorities === undefined ? {} : { tls: { ca_cert: options.authorities } }),
    database: options.database,
    application: 'noroshi',
    request_timeout: QUESTION_TIMEOUT_MS,
    max_open_connections: CONNECTION_COUNT_MAX,
    clickhouse_settings: SETTINGS,
    // Whoever asked gets the error; the client's own log would repeat it with the statement.
    log: { level: ClickHouseLogLevel.OFF },
  })
}

function bound(parameters: SqlParameters | undefined): { query_params?: Record<string, unknown> } {
  return parameters ? { query_params: { ...parameters } } : {}
}

/** Some rows at a time: an answer may be longer than a string can be. */
async function* chunksOf<Row>(result: ResultSet<'JSONEachRow'>): AsyncIterable<Row[]> {
  for await (const chunk of result.stream()) yield chunk.map((row) => row.json<Row>())
}

/** Only for what may be done twice: questions, definitions `IF NOT EXISTS`, inserts with a token. */
async function repeated<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!isConnectionLost(error)) throw error
    await new Promise((resolve) => setTimeout(resolve, REPEAT_AFTER_MS))
    return await work()
  }
}

function fail(cause: unknown): never {
  throw serverError(cause)
}
