import { type Insertable, type Kysely, type Selectable, sql } from 'kysely'
import { ListError } from './errors.ts'
import { assertSource, type ListSource, type ListStatement } from './source.ts'
import type { ListSourcesTable, ListTables } from './tables.ts'

/** A source as it stands, with what conditional requests need. */
export type SourceState = ListSource & {
  readonly digest: string | null
  readonly etag: string | null
  readonly lastModified: string | null
  readonly feedState: Readonly<Record<string, string>> | null
}

export async function listSources(db: Kysely<ListTables>): Promise<SourceState[]> {
  const rows = await db.selectFrom('list_sources').selectAll().orderBy('name').execute()
  return rows.map(sourceOf)
}

export async function findSource(
  db: Kysely<ListTables>,
  name: string,
): Promise<SourceState | undefined> {
  const row = await db
    .selectFrom('list_sources')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst()
  return row && sourceOf(row)
}

/** Throws `ListError` LIST_NOT_FOUND. */
export async function getSource(db: Kysely<ListTables>, name: string): Promise<SourceState> {
  const source = await findSource(db, name)
  if (!source)
    throw new ListError('LIST_NOT_FOUND', `there is no list source "${name.slice(0, 80)}"`)
  return source
}

/** Makes the source, or changes what is stated about it. Throws `ListError`. */
export async function putSource(
  db: Kysely<ListTables>,
  name: string,
  statement: ListStatement,
  atMs: number,
): Promise<void> {
  assertSource(name, statement)
  const known = await findSource(db, name)
  if (known?.removedAtMs) throw removed(name)
  // Its entries were taken by the rules of one kind, and would mean the opposite under the other.
  if (known && known.kind !== statement.kind)
    throw new ListError(
      'LIST_KIND_MISMATCH',
      `"${name}" is a ${known.kind} list and stays one; give the other kind a name of its own`,
    )
  const row = {
    name,
    ...columnsOf(statement),
    created_at: new Date(atMs),
    changed_at: new Date(atMs),
  }
  const { name: _, created_at: __, ...changes } = row
  await db
    .insertInto('list_sources')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doUpdateSet(changes))
    .execute()
}

/** Ends the source: nothing is listed any more, the history stays. Throws `ListError`. */
export async function removeSource(
  db: Kysely<ListTables>,
  name: string,
  by: { readonly actor: string; readonly note: string; readonly atMs: number },
): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom('list_sources')
      .select(['name', 'removed_at'])
      .where('name', '=', name)
      .forUpdate()
      .executeTakeFirst()
    if (!row)
      throw new ListError('LIST_NOT_FOUND', `there is no list source "${name.slice(0, 80)}"`)
    if (row.removed_at) throw removed(name)
    const at = new Date(by.atMs)
    const { id } = await transaction
      .insertInto('list_fetches')
      .values({
        source: name,
        at,
        actor: by.actor,
        place: by.note,
        format: null,
        octets: 0,
        digest: null,
        outcome: 'removed',
        code: null,
        report: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { numAffectedRows = 0n } = await sql`
      update list_entries set last_removed = greatest(${at}, first_listed), last_fetch = ${id}
      where source = ${name} and last_removed is null`.execute(transaction)
    await transaction
      .updateTable('list_sources')
      .set({ removed_at: at, changed_at: at, listed_count: 0, refresh_seconds: null })
      .where('name', '=', name)
      .execute()
    return Number(numAffectedRows)
  })
}

export const removed = (name: string): ListError =>
  new ListError(
    'LIST_SOURCE_REMOVED',
    `the source "${name}" was removed; its history stands, so a new list needs a new name`,
  )

function columnsOf(statement: ListStatement) {
  return {
    kind: statement.kind,
    terms: statement.terms,
    contact: statement.contact,
    url: statement.url,
    format: statement.format,
    columns: JSON.stringify(statement.columns),
    reliability: statement.reliability,
    half_life_days: statement.halfLifeDays,
    default_kind: statement.defaultKind,
    origin: statement.origin,
    is_verifying: statement.isVerifying,
    is_complete: statement.isComplete,
    refresh_seconds: statement.refreshSeconds,
    reason: statement.reason,
    valid_days: statement.validDays,
  } satisfies Omit<Insertable<ListSourcesTable>, 'name' | 'created_at' | 'changed_at'>
}

function sourceOf(row: Selectable<ListSourcesTable>): SourceState {
  return {
    name: row.name,
    kind: row.kind,
    terms: row.terms,
    contact: row.contact,
    url: row.url,
    format: row.format,
    columns: row.columns,
    reliability: row.reliability,
    halfLifeDays: row.half_life_days,
    defaultKind: row.default_kind,
    origin: row.origin,
    isVerifying: row.is_verifying,
    isComplete: row.is_complete,
    refreshSeconds: row.refresh_seconds,
    reason: row.reason,
    validDays: row.valid_days,
    createdAtMs: row.created_at.getTime(),
    changedAtMs: row.changed_at.getTime(),
    removedAtMs: row.removed_at?.getTime() ?? null,
    verifiedAtMs: row.verified_at?.getTime() ?? null,
    triedAtMs: row.tried_at?.getTime() ?? null,
    failure: row.failure,
    failureCount: row.failure_count,
    entryCount: row.entry_count,
    listedCount: row.listed_count,
    digest: row.digest,
    etag: row.etag,
    lastModified: row.last_modified,
    feedState: row.feed_state,
  }
}
