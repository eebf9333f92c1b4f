import { AuditLog } from '../flows/store/audit-log.ts'
import { openChdb } from '../flows/store/chdb.ts'
import type { FlowEngine } from '../flows/store/flow-engine.ts'
import { FlowStore } from '../flows/store/flow-store.ts'
import type { DataDirectory } from './data-directory.ts'
import { systemClock } from './system-ports.ts'

/** The flow store of a data directory, opened in this process. */
export type LocalStore = AsyncDisposable & {
  readonly store: FlowStore
  readonly engine: FlowEngine
}

/** Call only while the directory is held (held-directory.ts). */
export async function openLocalStore(directory: DataDirectory): Promise<LocalStore> {
  const audit = await AuditLog.open(directory.audit, systemClock)
  const engine = await openChdb(directory.flows)
  return {
    store: await FlowStore.open(engine, audit),
    engine,
    async [Symbol.asyncDispose]() {
      await engine.close()
      await audit.close()
    },
  }
}
