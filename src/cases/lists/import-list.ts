import type { Kysely, Transaction } from 'kysely'
import { ListError } from './errors.ts'
import type { ListFetcher } from './fetch-list.ts'
import { shownUrl } from './fetch-list.ts'
import { type ImportReport, reportOf } from './import-report.ts'
import type { ListFormat } from './list-format.ts'
import { isUrl, loadList } from './load-list.ts'
import { digestOf, type LoadedReading, readLoaded, type TableReader } from './read-loaded.ts'
import { assertSource, type ListStatement, STATEMENT_DEFAULTS } from './source.ts'
import { findSource, putSource, removed, type SourceState } from './sources.ts'
import { storeEntries } from './store-entries.ts'
import type { ListTables } from './tables.ts'

export type ImportRequest = {
  readonly source: string
  /** A file of this machine, or a URL; the source's own URL when left out. */
  readonly place?: string | undefined
  /** Makes the source, or changes what is stated about it. */
  readonly statement?: Partial<ListStatement> | undefined
  readonly actor: string
  /** Everything is read and compared, and nothing kept. */
  readonly isDryRun?: boolean | undefined
  readonly isShrinkingAllowed?: boolean | undefined
  readonly onProgress?: ((step: ImportStep) => void) | undefined
}

export type ImportStep =
  | { readonly step: 'loading' | 'reading' }
  | { readonly step: 'storing'; readonly done: number; readonly total: number }

export type ImportResult = {
  readonly source: string
  readonly format: ListFormat | null
  /** `unchanged`: the same content as last time; every entry of it is verified by that. */
  readonly outcome: 'imported' | 'unchanged'
  readonly isDryRun: boolean
  readonly report: ImportReport | null
}

export type ImportWorld = {
  readonly atMs: () => number
  readonly isSubscriber: (address: string) => boolean
  readonly fetchList: ListFetcher
  readonly readTable?: TableReader | undefined
}

/** Throws `ListError`; a failure of a known source is remembered with it. */
export async function importList(
  db: Kysely<ListTables>,
  request: ImportRequest,
  world: ImportWorld,
): Promise<ImportResult> {
  const known = await findSource(db, request.source)
  if (known?.removedAtMs) throw removed(request.source)
  const statement = completed({
    ...(known ? statementOf(known) : STATEMENT_DEFAULTS),
    ...request.statement,
  })
  const place = request.place ?? statement.url
  if (place === null)
    throw new ListError('LIST_NOT_FOUND', `the source "${request.source}" has no URL; name a file`)
  assertSource(request.source, statement)
  try {
    return await bring(db, { ...request, place }, statement, known, world)
  } catch (error) {
    if (known && request.isDryRun !== true) await rememberFailure(db, request, place, error, world)
    throw error
  }
}

/** Nobody is good for ever: what a known-good list names has an end, stated or this one. */
const KNOWN_GOOD_DAYS = 90

function completed(statement: ListStatement): ListStatement {
  return statement.kind === 'known-good' && statement.validDays === null
    ? { ...statement, validDays: KNOWN_GOOD_DAYS }
    : statement
}

type Brought = Parameters<typeof storeEntries>[1]['list']

async function bring(
  db: Kysely<ListTables>,
  request: ImportRequest & { readonly place: string },
  statement: ListStatement,
  known: SourceState | undefined,
  world: ImportWorld,
): Promise<ImportResult> {
  const { source, place, onProgress, isDryRun = false } = request
  const rules: LoadedReading = {
    listKind: statement.kind,
    defaultKind: statement.defaultKind,
    isSubscriber: world.isSubscriber,
    format: statement.format,
    columns: statement.columns,
    feedState: known?.feedState ?? null,
    readTable: world.readTable,
  }
  onProgress?.({ step: 'loading' })
  // Conditional only for the place that was fetched last, read by the rules of that time.
  const isSame = known !== undefined && place === known.url && request.statement === undefined
  const loaded = await loadList(
    place,
    { etag: isSame ? known.etag : null, lastModified: isSame ? known.lastModified : null },
    world.fetchList,
  )
  const digest = loaded ? digestOf(loaded.octets, rules) : known?.digest
  const isUnchanged = known?.digest !== null && digest === known?.digest
  onProgress?.({ step: 'reading' })
  const read = loaded && !isUnchanged ? await readLoaded(loaded, rules) : undefined
  const atMs = world.atMs()
  const keep = async (transaction: Transaction<ListTables>): Promise<ImportReport | null> => {
    await putSource(transaction, source, statement, atMs)
    await lock(transaction, source)
    const { id: fetchId } = await transaction
      .insertInto('list_fetches')
      .values({
        source,
        at: new Date(atMs),
        actor: request.actor,
        place: loaded?.place ?? shownUrl(place),
        format: read?.format ?? statement.format,
        octets: loaded?.octets.length ?? 0,
        digest: digest ?? null,
        outcome: read ? 'imported' : 'unchanged',
        code: null,
        report: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const report = read ? await store(transaction, read.list, fetchId) : null
    await transaction
      .updateTable('list_sources')
      .set((eb) => ({
        verified_at: new Date(atMs),
        tried_at: new Date(atMs),
        failure: null,
        failure_count: 0,
        entry_count: eb('entry_count', '+', (report?.added ?? 0) + (report?.history ?? 0)),
        listed_count: eb('listed_count', '+', (report?.added ?? 0) - (report?.removed ?? 0)),
        digest: digest ?? null,
        ...(loaded ? { etag: loaded.etag, last_modified: loaded.lastModified } : {}),
        ...(read ? { feed_state: read.feedState && JSON.stringify(read.feedState) } : {}),
      }))
      .where('name', '=', source)
      .execute()
    return report
  }
  const store = async (transaction: Transaction<ListTables>, list: Brought, fetchId: number) => {
    const counts = await storeEntries(transaction, {
      source,
      fetchId,
      atMs,
      list,
      isComplete: list.parts !== null || statement.isComplete,
      isShrinkingAllowed: request.isShrinkingAllowed ?? false,
      onProgress: (done, total) => onProgress?.({ step: 'storing', done, total }),
    })
    const report = reportOf(list, counts)
    await transaction
      .updateTable('list_fetches')
      .set({ report: JSON.stringify(report) })
      .where('id', '=', fetchId)
      .execute()
    return report
  }
  const report = isDryRun ? await rehearse(db, keep) : await db.transaction().execute(keep)
  return {
    source,
    format: read?.format ?? statement.format,
    outcome: read ? 'imported' : 'unchanged',
    isDryRun,
    report,
  }
}

/** Does everything and takes all of it back. */
async function rehearse<Result>(
  db: Kysely<ListTables>,
  work: (transaction: Transaction<ListTables>) => Promise<Result>,
): Promise<Result> {
  const rehearsal: { result?: Result } = {}
  const end = new Error('a rehearsal is taken back')
  await db
    .transaction()
    .execute(async (transaction) => {
      rehearsal.result = await work(transaction)
      throw end
    })
    .catch((error) => {
      if (error !== end) throw error
    })
  return rehearsal.result!
}

/** Of two imports of one source at the same moment, the second waits and then compares with the first. */
async function lock(transaction: Transaction<ListTables>, source: string): Promise<void> {
  await transaction
    .selectFrom('list_sources')
    .select('name')
    .where('name', '=', source)
    .forUpdate()
    .execute()
}

async function rememberFailure(
  db: Kysely<ListTables>,
  { source, actor }: ImportRequest,
  place: string,
  error: unknown,
  world: ImportWorld,
): Promise<void> {
  const code = error instanceof ListError ? error.code : 'INTERNAL'
  const at = new Date(world.atMs())
  await db
    .insertInto('list_fetches')
    .values({
      source,
      at,
      actor,
      place: isUrl(place) ? shownUrl(place) : place,
      format: null,
      octets: 0,
      digest: null,
      outcome: 'failed',
      code,
      report: null,
    })
    .execute()
  await db
    .updateTable('list_sources')
    .set((eb) => ({ tried_at: at, failure: code, failure_count: eb('failure_count', '+', 1) }))
    .where('name', '=', source)
    .execute()
}

function statementOf(known: SourceState): ListStatement {
  return Object.fromEntries(
    Object.keys(STATEMENT_DEFAULTS).map((name) => [name, known[name as keyof ListStatement]]),
  ) as unknown as ListStatement
}
