import { mkdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { drainPending, Session } from 'chdb'
import { ChdbLane } from './chdb-lane.ts'
import { StoreError } from './errors.ts'
import type { FlowEngine, NativeInsert, SqlParameters } from './flow-engine.ts'
import { ONE_BLOCK_SETTINGS } from './one-block.ts'
import { UnfinishedInserts } from './unfinished-insert.ts'

export type ChdbOptions = {
  /** Memory the engine may use in all, in octets; a query that needs more fails alone. */
  readonly memoryMax?: number
  readonly threadCountMax?: number
}

const MEMORY_MAX = 4 * 2 ** 30
const THREAD_COUNT_MAX = 2
const INSERT_TOKEN = /^[0-9a-z-]{1,100}$/
const FILE_NAME = /^[0-9a-z.-]{1,120}$/
const ONE_BLOCK = Object.entries(ONE_BLOCK_SETTINGS)
  .map(([name, value]) => `${name} = ${value}`)
  .join(', ')
/** One may detect while another folds, a third loads a page and a fourth reads a file. */
const READING_LANE_COUNT = 4

/**
 * ClickHouse in this process. One process can hold one data directory; without a directory the
 * engine works in a temporary one that goes with it.
 *
 * What a kill left of an insert is put right first (unfinished-insert.ts).
 *
 * Statements that change something have a connection of their own, so that storing never waits for
 * somebody's question; questions share a few.
 */
export async function openChdb(directory?: string, options: ChdbOptions = {}): Promise<FlowEngine> {
  if (directory !== undefined) await mkdir(directory, { recursive: true, mode: 0o700 })
  const first = openSession(directory ?? '', options)
  const others = Array.from({ length: READING_LANE_COUNT }, () => openSession(first.path, options))
  const engine = new ChdbEngine(
    new ChdbLane(first),
    others.map((session) => new ChdbLane(session)),
  )
  if (directory === undefined) return engine
  try {
    await engine.recover()
    return engine
  } catch (cause) {
    await engine.close()
    throw cause
  }
}

function openSession(path: string, options: ChdbOptions): Session {
  const connectionArgs = [
    `--max_server_memory_usage=${options.memoryMax ?? MEMORY_MAX}`,
    `--max_threads=${options.threadCountMax ?? THREAD_COUNT_MAX}`,
    // Days are UTC days wherever the machine stands, or retention would differ between two servers.
    '--session_timezone=UTC',
  ]
  try {
    return new Session(path, { connectionArgs })
  } catch (cause) {
    throw new StoreError(
      'ENGINE_NOT_OPENED',
      `the flow store at ${path || 'a temporary directory'} cannot be opened: ${firstLine(cause)}`,
      { cause },
    )
  }
}

class ChdbEngine implements FlowEngine {
  readonly #writing: ChdbLane
  readonly #reading: readonly ChdbLane[]
  readonly #unfinished = new UnfinishedInserts(this)

  constructor(writing: ChdbLane, reading: readonly ChdbLane[]) {
    this.#writing = writing
    this.#reading = reading
  }

  async run(sql: string, parameters?: SqlParameters): Promise<void> {
    await this.#writing.answer(sql, 'Null', parameters).catch(fail)
  }

  runOnEach(sql: string): Promise<void> {
    return this.run(sql)
  }

  async runOnShards(sql: string, parameters?: SqlParameters): Promise<void> {
    await this.runAside(sql, parameters)
  }

  async runAside(sql: string, parameters?: SqlParameters): Promise<void> {
    await this.#freest().answer(sql, 'Null', parameters).catch(fail)
  }

  /** Puts right what the process before this one may have left. */
  async recover(): Promise<void> {
    await this.#unfinished.forget()
  }

  async insertNative(insert: NativeInsert): Promise<void> {
    const sql = insertStatement(insert)
    await this.#unfinished.forget()
    try {
      await this.run(sql)
    } catch (error) {
      this.#unfinished.suspect()
      throw error
    }
  }

  async rows<Row>(sql: string, parameters?: SqlParameters): Promise<Row[]> {
    return parseLines<Row>(await this.#freest().answer(sql, 'JSONEachRow', parameters).catch(fail))
  }

  async *stream<Row>(sql: string, parameters?: SqlParameters): AsyncIterable<Row[]> {
    try {
      yield* this.#freest().stream<Row>(sql, parameters)
    } catch (cause) {
      fail(cause)
    }
  }

  async close(): Promise<void> {
    // The first connection owns a temporary directory, so it goes last.
    for (const lane of [...this.#reading, this.#writing]) await lane.close()
    await drainPending()
  }

  #freest(): ChdbLane {
    return this.#reading.reduce((best, lane) => (lane.load < best.load ? lane : best))
  }
}

function insertStatement({ table, columns, paths, token, fold }: NativeInsert): string {
  // A deduplication token is a setting, which no parameter can be, and neither is a file's name, so
  // both are held to shapes that need no quoting.
  const directory = dirname(paths[0]!)
  const names = paths.map((path) => basename(path))
  if (
    !INSERT_TOKEN.test(token) ||
    /['\\]/.test(directory) ||
    names.some((name) => !FILE_NAME.test(name))
  )
    throw new StoreError('SEGMENT_INVALID', `not a segment's name: ${paths[0]}`)
  const files = names.length === 1 ? names[0] : `{${names.join(',')}}`
  const list = columns.join(', ')
  return `INSERT INTO ${table} (${list}${fold === undefined ? '' : ', fold'})
     SELECT ${list}${fold === undefined ? '' : `, ${Math.trunc(fold)}`} FROM file('${join(directory, files!)}', Native)
     SETTINGS insert_deduplication_token = '${token}',
              deduplicate_blocks_in_dependent_materialized_views = 1,
              ${ONE_BLOCK},
              max_threads = 1, max_insert_threads = 1`
}

/** Line by line: an answer may be longer than a string can be (half a gigabyte). */
function parseLines<Row>(answer: Uint8Array): Row[] {
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength)
  const rows: Row[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(NEW_LINE, start)
    const stop = end < 0 ? bytes.length : end
    if (stop > start) rows.push(JSON.parse(bytes.toString('utf8', start, stop)))
    start = stop + 1
  }
  return rows
}

const NEW_LINE = 10

function fail(cause: unknown): never {
  throw new StoreError('ENGINE_FAILED', `the flow store refused a statement: ${firstLine(cause)}`, {
    cause,
  })
}

function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0]!.slice(0, 500)
}
