import { type Kysely, sql } from 'kysely'
import { readTextFile } from '../files/read-text-file.ts'
import { tableRows } from '../files/table-rows.ts'
import { Tally } from '../files/tally.ts'
import type { AlertTables } from '../tables.ts'
import { type Contact, contactOf } from './contact-row.ts'

const ROWS_AT_ONCE = 1_000

/**
 * Takes from a table of all customers those who are to be told and forgets the others: what is not kept cannot get
 * lost. Throws `AlertError`. @returns counts by what became of the rows
 */
export async function importContacts(
  db: Kysely<AlertTables>,
  path: string,
  nowMs: number,
  onProgress: (rows: number) => void = () => {},
): Promise<Record<string, number>> {
  const text = await readTextFile(path)
  const wanted = await awaited(db)
  const tally = new Tally()
  let batch = new Map<string, Contact>()
  let rows = 0
  for (const row of tableRows(text, ['subscriber', 'language'])) {
    if (++rows % ROWS_AT_ONCE === 0) onProgress(rows)
    const contact = row ? contactOf(row) : 'row-malformed'
    if (typeof contact === 'string') tally.add(contact)
    else if (!wanted.has(contact.subscriber)) tally.add('not-needed')
    else batch.set(contact.subscriber, contact)
    if (batch.size < ROWS_AT_ONCE) continue
    await keep(db, batch, nowMs, tally)
    batch = new Map()
  }
  await keep(db, batch, nowMs, tally)
  return tally.counts()
}

/** Whom somebody still has to tell something. */
async function awaited(db: Kysely<AlertTables>): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('alerts')
    .select('subscriber')
    .distinct()
    .where('ended_at', 'is', null)
    .where('subscriber', 'is not', null)
    .execute()
  return new Set(rows.map(({ subscriber }) => subscriber!))
}

async function keep(
  db: Kysely<AlertTables>,
  contacts: ReadonlyMap<string, Contact>,
  nowMs: number,
  tally: Tally,
): Promise<void> {
  if (contacts.size === 0) return
  await db
    .insertInto('alert_contacts')
    .values([...contacts.values()].map((contact) => ({ ...contact, imported_at: new Date(nowMs) })))
    .onConflict((conflict) =>
      conflict.column('subscriber').doUpdateSet({
        language: sql`excluded.language`,
        mail: sql`excluded.mail`,
        name: sql`excluded.name`,
        postal_code: sql`excluded.postal_code`,
        postal_address: sql`excluded.postal_address`,
        webhook: sql`excluded.webhook`,
        imported_at: sql`excluded.imported_at`,
      }),
    )
    .execute()
  tally.add('taken', contacts.size)
}
