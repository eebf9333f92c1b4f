import { sql } from 'kysely'
import type { Migration } from '../../../db/migrations.ts'

const STATEMENTS = [
  `create table hub_rulings (
    warning_id text primary key,
    ruling text not null check (ruling in ('disputed', 'released')),
    ends_at timestamptz not null
  )`,
  // An owner asks by address; a full list is a hundred thousand rows.
  `create index hub_list_by_address on hub_list ((warning ->> 'address')) where not is_former`,
]

export const createRulings: Migration = {
  name: '0720-rulings',
  up: async (database) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(database)
  },
}
