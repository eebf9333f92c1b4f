import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nativeBlock } from '../../flows/spool/native-block.ts'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import { FlowBatch } from '../../flows/wire/flow-batch.ts'
import { FLOW_COLUMNS } from '../../flows/wire/flow-columns.ts'

/** Rows per insert: large enough that inserting is cheap, small enough to hold two. */
const BATCH_ROWS = 262_144
const COLUMN_LIST = FLOW_COLUMNS.map((column) => column.name).join(', ')

/** Fills batches and puts them into a table of a private engine; training data needs no spool. */
export class NativeLoader implements AsyncDisposable {
  readonly #engine: FlowEngine
  readonly #directory: string
  #current = new FlowBatch(BATCH_ROWS)
  #full: FlowBatch[] = []

  private constructor(engine: FlowEngine, directory: string) {
    this.#engine = engine
    this.#directory = directory
  }

  static async open(engine: FlowEngine): Promise<NativeLoader> {
    return new NativeLoader(engine, await mkdtemp(join(tmpdir(), 'noroshi-train-')))
  }

  /** A batch with room; full ones wait for the next `insertFull`. */
  batch(): FlowBatch {
    if (this.#current.length === this.#current.capacity) {
      this.#full.push(this.#current)
      this.#current = new FlowBatch(BATCH_ROWS)
    }
    return this.#current
  }

  async insertFull(table: string): Promise<void> {
    for (const batch of this.#full) await this.#insert(table, batch)
    this.#full = []
  }

  async insertRest(table: string): Promise<void> {
    await this.insertFull(table)
    if (this.#current.length > 0) await this.#insert(table, this.#current)
    this.#current.length = 0
  }

  /** Inserts a batch that is not ours, as it is. */
  async #insert(table: string, batch: FlowBatch): Promise<void> {
    const path = join(this.#directory, 'batch.native')
    await writeFile(path, nativeBlock(batch))
    await this.#engine.run(
      `INSERT INTO ${table} (${COLUMN_LIST}) SELECT ${COLUMN_LIST} FROM file('${path}', Native)`,
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true })
  }
}
