import type { Kysely } from 'kysely'
import type { Recipient } from '../channels/channel.ts'
import type { AlertTables } from '../tables.ts'

export async function recipientOf(
  db: Kysely<AlertTables>,
  subscriber: string,
): Promise<Recipient | undefined> {
  const row = await db
    .selectFrom('alert_contacts')
    .selectAll()
    .where('subscriber', '=', subscriber)
    .executeTakeFirst()
  if (!row) return undefined
  return {
    language: row.language,
    mail: row.mail,
    webhook: row.webhook,
    name: row.name,
    postalCode: row.postal_code,
    postalAddress: row.postal_address,
  }
}

/** Whom there is a way to reach, in one question: those without are met again with every sending. */
export async function withContacts(db: Kysely<AlertTables>): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('alert_contacts').select('subscriber').execute()
  return new Set(rows.map(({ subscriber }) => subscriber))
}
