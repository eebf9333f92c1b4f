import { sql } from 'kysely'
import type { Migration } from '../../../db/migrations.ts'

const STATEMENTS = [
  `create table outbox (
    warning_id text primary key,
    settled_version bigint not null,
    sent_version bigint not null,
    refusal text,
    changed_at timestamptz not null,
    ruled text check (ruled in ('disputed', 'released'))
  )`,
  `create index outbox_refused on outbox (changed_at) where refusal is not null`,
]

export const createOutbox: Migration = {
  name: '0900-outbox',
  up: async (database) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(database)
  },
}

export const OUTBOX_MIGRATIONS: readonly Migration[] = [createOutbox]
