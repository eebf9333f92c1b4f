import { sql } from 'kysely'
import type { Migration } from '../../db/migrations.ts'

/** The indexes that the console's list walks: every sort, with and without a status. */
const SORTED_COLUMNS = ['probability', 'changed_at', 'clients'] as const

export const createCases: Migration = {
  name: '0001-cases',
  up: async (database) => {
    await sql`
      create table cases (
        id text primary key,
        address text not null,
        protocol text not null,
        port integer not null check (port between 0 and 65535),
        endpoint text not null,
        status text not null check (status in ('proposed', 'confirmed', 'dismissed')),
        probability double precision not null check (probability between 0 and 1),
        band text not null,
        clients integer not null check (clients >= 0),
        proposed_at timestamptz not null,
        changed_at timestamptz not null,
        scored_at timestamptz not null,
        leading_reason jsonb,
        event_count integer not null,
        unique (address, protocol, port)
      )`.execute(database)
    await sql`
      create table case_events (
        case_id text not null references cases (id),
        sequence integer not null,
        kind text not null,
        at timestamptz not null,
        actor text not null,
        note text,
        evidence jsonb,
        primary key (case_id, sequence)
      )`.execute(database)
    // In the database, not only in our code: whoever opens it with another tool is refused as well.
    await sql`
      create function refuse_case_event_change() returns trigger language plpgsql as $$
      begin
        raise exception 'case_events is append-only: add an event instead';
      end $$`.execute(database)
    await sql`
      create trigger case_events_append_only
      before update or delete or truncate on case_events
      for each statement execute function refuse_case_event_change()`.execute(database)
    for (const column of SORTED_COLUMNS) {
      await sql`create index ${sql.id(`cases_by_${column}`)}
        on cases (${sql.id(column)}, id)`.execute(database)
      await sql`create index ${sql.id(`cases_by_status_${column}`)}
        on cases (status, ${sql.id(column)}, id)`.execute(database)
    }
  },
}
