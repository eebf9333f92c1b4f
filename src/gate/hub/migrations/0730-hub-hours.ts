import { sql } from 'kysely'
import type { Migration } from '../../../db/migrations.ts'

const STATEMENTS = [
  `alter table hub_log add column stated_at timestamptz`,
  `create index hub_log_by_time on hub_log (stated_at) where stated_at is not null`,
  `create table hub_received (
    member_id text not null references hub_members (id),
    hour timestamptz not null,
    taken bigint not null,
    refused bigint not null,
    primary key (hour, member_id)
  )`,
  // The association reads its record from the newest on, and by member.
  `create index hub_events_by_member on hub_events (member_id, sequence)`,
  `create index hub_submissions_by_member on hub_submissions (member_id)`,
]

/** When the hub stated what, and how much came in: what the association's console shows by the hour. */
export const createHubHours: Migration = {
  name: '0730-hub-hours',
  up: async (database) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(database)
  },
}
