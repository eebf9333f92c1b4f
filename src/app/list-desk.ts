import { createListEvidence, createLists, createRegistry, type ImportStep } from '../cases/index.ts'
import type {
  ListCheck,
  ListDetail,
  ListEntries,
  ListEntriesQuery,
  ListImportAnswer,
  ListImportRequest,
  ListQuality,
  ListRemoveRequest,
  ListSources,
} from '../web/schemas/lists.ts'
import {
  entryView,
  fetchView,
  importRequestOf,
  importView,
  matchView,
  sourceView,
} from '../web/views/list-view.ts'
import { loadConfiguration } from './configuration.ts'
import { callService, isServiceRunning } from './control-client.ts'
import { openDataDirectory } from './data-directory.ts'
import { HeldDirectory } from './held-directory.ts'
import { measureLists } from './lists/measure-lists.ts'
import { readParquetTable } from './lists/parquet-table.ts'
import { tellingLists } from './lists/telling-lists.ts'
import { openOperationalDatabase } from './operational-database.ts'
import { subscriberTest } from './subscriber-test.ts'
import { systemClock } from './system-ports.ts'

/** What the command line does with lists, wherever their database is open. */
export type ListDesk = {
  sources(): Promise<ListSources>
  show(name: string): Promise<ListDetail>
  entries(query: ListEntriesQuery): Promise<ListEntries>
  check(asked: { readonly address: string; readonly port?: number | undefined }): Promise<ListCheck>
  /** Progress is told where the import runs in this process. */
  import(
    request: ListImportRequest,
    onProgress: (step: ImportStep) => void,
  ): Promise<ListImportAnswer>
  remove(request: ListRemoveRequest): Promise<{ readonly removed: number }>
  quality(): Promise<ListQuality>
}

const FETCHES_SHOWN = 20

/** Through the running service when there is one, else on the database itself. */
export async function withListDesk<Result>(
  dataPath: string,
  use: (desk: ListDesk) => Promise<Result>,
): Promise<Result> {
  const directory = openDataDirectory(dataPath)
  if (await isServiceRunning(directory.controlSocket))
    return await use(remoteDesk(directory.controlSocket))
  await using _held = await HeldDirectory.hold(directory, 'noroshi list')
  await using database = await openOperationalDatabase(directory)
  const isSubscriber = subscriberTest(loadConfiguration(directory.configurationFile))
  const evidence = createListEvidence(database, systemClock)
  const lists = tellingLists(
    createLists(database, systemClock, { isSubscriber, readTable: readParquetTable }),
    evidence,
  )
  const registry = createRegistry(database, systemClock)
  return await use({
    sources: async () => {
      const verdicts = await evidence.verdicts()
      return { sources: (await lists.sources()).map((source) => sourceView(source, verdicts)) }
    },
    show: async (name) => ({
      source: sourceView(await lists.source(name), await evidence.verdicts()),
      fetches: (await lists.fetches(name, FETCHES_SHOWN)).map(fetchView),
    }),
    entries: async ({ listed, ...query }) => {
      const page = await lists.entries({ ...query, isListed: listed })
      return { entries: page.entries.map(entryView), nextCursor: page.nextCursor }
    },
    check: async (asked) => ({ matches: (await lists.check(asked)).map(matchView) }),
    import: async (request, onProgress) =>
      importView(await lists.import({ ...importRequestOf(request), onProgress })),
    remove: async ({ source, ...by }) => ({ removed: await lists.remove(source, by) }),
    quality: () => measureLists(lists, registry),
  })
}

function remoteDesk(socket: string): ListDesk {
  const read = <Answer>(path: string, query: object = {}): Promise<Answer> => {
    const asked = Object.entries(query).filter(([, value]) => value !== undefined)
    const text = new URLSearchParams(
      asked.map(([name, value]): [string, string] => [name, String(value)]),
    )
    return callService(socket, 'GET', `/api/v1/${path}?${text}`)
  }
  const act = <Answer>(action: string, body: object): Promise<Answer> =>
    callService(socket, 'POST', `/control/lists/${action}`, body)
  return {
    sources: () => read('lists'),
    show: (name) => read(`lists/${encodeURIComponent(name)}`),
    entries: (query) => read('list-entries', query),
    check: (asked) => read('list-check', asked),
    import: (request) => act('import', request),
    remove: (request) => act('remove', request),
    quality: () => act('quality', {}),
  }
}
