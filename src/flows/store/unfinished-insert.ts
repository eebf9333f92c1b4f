/**
 * What an insert leaves that did not end. MergeTree without replication writes the token into the table's
 * deduplication log first and renames the part into place in its next system call. A process killed
 * between the two, or a disk that refuses the second, leaves a token whose records are not there, and the
 * engine would take the repetition for void: acknowledged records would be gone. Observed with
 * ClickHouse 26.7. The log is a text file, a line an entry:
 *
 *     1 \t PART \t BLOCK      the part was added under this block's token
 *     2 \t PART \t BLOCK      it was dropped, and with it the token
 */
import { type FileHandle, open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FlowEngine } from './flow-engine.ts'

const LOG_NAME = /^deduplication_log_(\d+)\.txt$/
/** An entry takes about 70 octets; only the last can be of an insert that was under way. */
const TAIL_OCTETS = 4096
/** Partition, lowest and highest block, how often it was merged, perhaps its mutation. */
const PART_NAME = /^([0-9a-z]+)_(\d+)_(\d+)_\d+(?:_\d+)?$/

/** The inserts of one process into a directory that it alone holds. */
export class UnfinishedInserts {
  readonly #engine: FlowEngine
  /** Of tables that a disk refused to open again. */
  readonly #detached = new Set<string>()
  /** Nobody knows how the process before this one ended. */
  #isPossible = true

  constructor(engine: FlowEngine) {
    this.#engine = engine
  }

  /** An insert failed. */
  suspect(): void {
    this.#isPossible = true
  }

  /**
   * Makes the engine forget the token of an insert that it did not finish, so that the repetition is
   * stored. To be called first of all, and before each insert.
   */
  async forget(): Promise<void> {
    if (!this.#isPossible) return
    await this.#attach()
    const tables = await this.#engine.rows<{ name: string; path: string }>(
      `SELECT name, data_paths[1] AS path FROM system.tables
       WHERE database = currentDatabase() AND engine_full LIKE '%non_replicated_deduplication_window%'`,
    )
    for (const { name, path } of tables) await this.#forgetLast(name, path)
    this.#isPossible = false
  }

  async #forgetLast(table: string, path: string): Promise<void> {
    const log = await newestLog(join(path, 'deduplication_logs'))
    if (log === undefined) return
    const octets = await wholeOctets(log, (part) => isStored(this.#engine, table, part))
    if (octets === undefined) return
    // The engine has read the log when it opened the table, and writes on at its end.
    this.#detached.add(table)
    await this.#engine.run(`DETACH TABLE ${table} SYNC`)
    try {
      await cut(log, octets)
    } finally {
      await this.#attach()
    }
  }

  async #attach(): Promise<void> {
    for (const table of this.#detached) {
      await this.#engine.run(`ATTACH TABLE IF NOT EXISTS ${table}`)
      this.#detached.delete(table)
    }
  }
}

/** The newest that holds anything: a log that has become long is followed by an empty one. */
async function newestLog(directory: string): Promise<string | undefined> {
  const numbers = (await readdir(directory)).flatMap((name) => LOG_NAME.exec(name)?.[1] ?? [])
  for (const number of numbers.map(Number).sort((a, b) => b - a)) {
    const path = join(directory, `deduplication_log_${number}.txt`)
    if ((await stat(path)).size > 0) return path
  }
  return undefined
}

/**
 * How long the log is without an entry that says what is not so, or that was cut short: what the engine
 * wrote behind such a one would not be read by the next.
 *
 * @returns `undefined` when all of it stands
 */
async function wholeOctets(
  log: string,
  isThere: (part: string) => Promise<boolean>,
): Promise<number | undefined> {
  const { size, tail } = await readTail(log)
  const ended = tail.lastIndexOf('\n') + 1
  const start = tail.lastIndexOf('\n', ended - 2) + 1
  const [operation, part] = tail.subarray(start, ended).toString('latin1').split('\t')
  const isLie = operation === '1' && part !== undefined && !(await isThere(part))
  const kept = size - tail.length + (isLie ? start : ended)
  return kept === size ? undefined : kept
}

async function readTail(path: string): Promise<{ size: number; tail: Buffer }> {
  await using file: FileHandle = await open(path)
  const { size } = await file.stat()
  const length = Math.min(size, TAIL_OCTETS)
  const tail = Buffer.alloc(length)
  await file.read(tail, 0, length, size - length)
  return { size, tail }
}

/** By itself, or merged into a larger part. */
async function isStored(engine: FlowEngine, table: string, part: string): Promise<boolean> {
  const [, partition, first, last] = PART_NAME.exec(part) ?? []
  if (partition === undefined) return true
  const found = await engine.rows(
    `SELECT 1 FROM system.parts
     WHERE database = currentDatabase() AND table = {table:String} AND active AND partition_id = {partition:String}
       AND min_block_number <= {first:Int64} AND max_block_number >= {last:Int64} LIMIT 1`,
    { table, partition, first: Number(first), last: Number(last) },
  )
  return found.length > 0
}

async function cut(path: string, octets: number): Promise<void> {
  await using file: FileHandle = await open(path, 'r+')
  await file.truncate(octets)
  await file.sync()
}
