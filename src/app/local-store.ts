import { AuditLog } from '../flows/store/audit-log.ts'
import { openChdb } from '../flows/store/chdb.ts'
import type { FlowEngine } from '../flows/store/flow-engine.ts'
import { FlowStore } from '../flows/store/flow-store.ts'
import { openServer } from '../flows/store/server.ts'
import { type Configuration, loadConfiguration } from './configuration.ts'
import type { DataDirectory } from './data-directory.ts'
import { readNamedFile, readSecretFile } from './named-file.ts'
import { systemClock } from './system-ports.ts'

/** The flow store of a data directory, opened in this process or reached by the configured URL. */
export type LocalStore = AsyncDisposable & {
  readonly store: FlowStore
  /** Runs in this process, so it reads this machine's files; it holds the flows unless a server does. */
  readonly engine: FlowEngine
  /** The chain that looks are written to; others of this process write to the same. */
  readonly audit: AuditLog
}

/** Call only while the directory is held (held-directory.ts). */
export async function openLocalStore(directory: DataDirectory): Promise<LocalStore> {
  await using stack = new AsyncDisposableStack()
  const server = loadConfiguration(directory.configurationFile).store
  const audit = stack.adopt(await AuditLog.open(directory.audit, systemClock), (log) => log.close())
  const engine = stack.adopt(await openChdb(server ? undefined : directory.flows), (chdb) =>
    chdb.close(),
  )
  const holding = server
    ? stack.adopt(await openConfigured(server), (remote) => remote.close())
    : engine
  const store = await FlowStore.open(holding, audit)
  const held = stack.move()
  return { store, engine, audit, [Symbol.asyncDispose]: () => held.disposeAsync() }
}

async function openConfigured(options: NonNullable<Configuration['store']>): Promise<FlowEngine> {
  const { url, user, passwordFile, authoritiesFile, database, cluster } = options
  return openServer({
    url,
    database,
    ...(user === undefined ? {} : { user }),
    ...(passwordFile === undefined ? {} : { password: readSecretFile(passwordFile) }),
    ...(authoritiesFile === undefined ? {} : { authorities: readNamedFile(authoritiesFile) }),
    ...(cluster === undefined ? {} : { cluster }),
  })
}
