import { sql } from 'kysely'
import type { Migration } from '../../db/migrations.ts'

/** What taking back a decision, looking up a range and evidence from lists need. */
export const addMaintenance: Migration = {
  name: '0004-maintenance',
  up: async (database) => {
    await sql`update cases set life = life || '{"undo": null}'`.execute(database)
    // "Which cases lie in this prefix?": for look-ups of a range, and for each prefix that a list names.
    await sql`create index cases_by_network on cases using gist ((address::inet) inet_ops)`.execute(
      database,
    )
    await sql`
      create index case_events_of_lists on case_events (case_id, sequence)
        where kind = 'evidenced'
          and details->'item'->>'source' in ('reputation-list', 'known-good-list')`.execute(
      database,
    )
    await sql`alter table list_entries add column changed_fetch bigint`.execute(database)
    // How far lists have been told to cases: up to this import, and up to this change of a case.
    await sql`
      create table list_evidence_progress (
        id integer primary key check (id = 1),
        last_fetch bigint not null,
        cases_until timestamptz not null
      )`.execute(database)
    await sql`insert into list_evidence_progress values (1, 0, 'epoch')`.execute(database)
  },
}
