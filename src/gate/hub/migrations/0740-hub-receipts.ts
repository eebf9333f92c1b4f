import { sql } from 'kysely'
import type { Migration } from '../../../db/migrations.ts'

const STATEMENTS = [
  `create table hub_receipts (
    member_id text not null references hub_members (id),
    warning_id text not null,
    version bigint not null,
    lifted_at timestamptz,
    probe text not null check (probe in ('reachable', 'not-reachable', 'not-probed')),
    planes integer not null,
    received_at timestamptz not null,
    primary key (warning_id, member_id)
  )`,
  `create index hub_receipts_by_time on hub_receipts (received_at)`,
]

/** What members say that they lifted. */
export const createHubReceipts: Migration = {
  name: '0740-hub-receipts',
  up: async (database) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(database)
  },
}
