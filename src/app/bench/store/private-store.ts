import { join } from 'node:path'
import { Loader } from '../../../flows/collect/loader.ts'
import { AuditLog } from '../../../flows/store/audit-log.ts'
import { openChdb } from '../../../flows/store/chdb.ts'
import type { FlowEngine } from '../../../flows/store/flow-engine.ts'
import { FlowStore } from '../../../flows/store/flow-store.ts'
import { heldTable, systemTable } from '../../../flows/store/schema.ts'
import { systemClock } from '../../system-ports.ts'

const LOADER_POLL_MS = 20

export type Size = {
  readonly rows: number
  readonly octets: number
  readonly octetsByColumn: Readonly<Record<string, number>>
}

/** The service's own store and loader, on a directory of the benchmark's. */
export class PrivateStore implements AsyncDisposable {
  readonly store: FlowStore
  readonly engine: FlowEngine
  readonly loader: Loader
  readonly spoolDirectory: string
  readonly #stack: AsyncDisposableStack
  #failure: unknown

  private constructor(
    store: FlowStore,
    engine: FlowEngine,
    spoolDirectory: string,
    stack: AsyncDisposableStack,
  ) {
    this.store = store
    this.engine = engine
    this.spoolDirectory = spoolDirectory
    this.#stack = stack
    this.loader = new Loader({
      directory: spoolDirectory,
      clock: systemClock,
      store,
      onFailure: ({ error }) => {
        this.#failure ??= error
      },
      pollMs: LOADER_POLL_MS,
    })
  }

  static async open(directory: string): Promise<PrivateStore> {
    await using stack = new AsyncDisposableStack()
    const engine = stack.adopt(await openChdb(join(directory, 'flows')), (chdb) => chdb.close())
    const audit = stack.adopt(await AuditLog.open(join(directory, 'audit'), systemClock), (log) =>
      log.close(),
    )
    const store = await FlowStore.open(engine, audit)
    return new PrivateStore(store, engine, join(directory, 'spool'), stack.move())
  }

  async flowCount(): Promise<number> {
    if (this.#failure !== undefined) throw this.#failure
    return (await this.store.extent()).flowCount
  }

  /** After merging everything there is, as the background does in time. */
  async mergedSize(): Promise<Size> {
    const table = heldTable(this.engine, 'flows')
    await this.engine.run(`OPTIMIZE TABLE ${table} FINAL`)
    const [size] = await this.engine.rows<{ rows: number; octets: number }>(
      `SELECT sum(rows) AS rows, sum(bytes_on_disk) AS octets FROM ${systemTable(this.engine, 'parts')}
       WHERE database = currentDatabase() AND table = {table:String} AND active`,
      { table },
    )
    const columns = await this.engine.rows<{ name: string; octets: number }>(
      `SELECT name, data_compressed_bytes AS octets FROM system.columns
       WHERE database = currentDatabase() AND table = {table:String} ORDER BY octets DESC`,
      { table },
    )
    return {
      ...size!,
      octetsByColumn: Object.fromEntries(columns.map(({ name, octets }) => [name, octets])),
    }
  }

  async clear(): Promise<void> {
    await this.engine.run(`TRUNCATE TABLE ${heldTable(this.engine, 'flows')}`)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync()
  }
}
