import { sql } from 'kysely'
import type { Migration } from '../../../db/migrations.ts'

const STATEMENTS = [
  `create table outbox_receipts (
    release_id text primary key,
    warning_id text not null,
    version bigint not null,
    lifted_at timestamptz,
    probe text not null,
    planes integer not null,
    proved_at timestamptz not null,
    settled_at timestamptz,
    refusal text
  )`,
  `create index outbox_receipts_due on outbox_receipts (proved_at) where settled_at is null`,
]

/** What was lifted here on the hub's word, and whether the hub has heard it. */
const createOutboxReceipts: Migration = {
  name: '0910-outbox-receipts',
  up: async (database) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(database)
  },
}

/** Later than every wing's first migrations, so that a database that has those takes it. */
export const RECEIPT_MIGRATIONS: readonly Migration[] = [createOutboxReceipts]
