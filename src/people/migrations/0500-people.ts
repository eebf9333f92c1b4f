import { sql } from 'kysely'
import type { Migration } from '../../db/migrations.ts'

export const createPeopleTables: Migration = {
  name: '0500-people',
  up: async (database) => {
    await sql`
      create table people (
        id text primary key,
        name text not null,
        roles jsonb not null,
        created_at timestamptz not null,
        created_by text not null,
        removed_at timestamptz,
        openid_issuer text,
        openid_subject text,
        unique (openid_issuer, openid_subject)
      )`.execute(database)
    await sql`
      create table person_links (
        digest text primary key,
        person_id text references people (id),
        created_at timestamptz not null,
        created_by text not null,
        expires_at timestamptz not null
      )`.execute(database)
    await sql`
      create table person_sessions (
        id text primary key,
        digest text not null unique,
        previous_digest text unique,
        person_id text not null references people (id),
        means text not null,
        created_at timestamptz not null,
        seen_at timestamptz not null,
        rotated_at timestamptz not null
      )`.execute(database)
    await sql`create index person_sessions_by_person on person_sessions (person_id)`.execute(
      database,
    )
    await sql`
      create table person_tokens (
        id text primary key,
        digest text not null unique,
        person_id text not null references people (id),
        label text not null,
        roles jsonb not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz
      )`.execute(database)
    await sql`create index person_tokens_by_person on person_tokens (person_id)`.execute(database)
    await sql`
      create table person_passkeys (
        id text primary key,
        person_id text not null references people (id),
        public_key text not null,
        signature_count bigint not null,
        transports jsonb not null,
        label text not null,
        created_at timestamptz not null,
        used_at timestamptz
      )`.execute(database)
    await sql`create index person_passkeys_by_person on person_passkeys (person_id)`.execute(
      database,
    )
    await sql`
      create table person_events (
        sequence bigint generated always as identity primary key,
        at timestamptz not null,
        actor text not null,
        kind text not null,
        person_id text not null,
        roles jsonb
      )`.execute(database)
    // In the database, not only in our code: whoever opens it with another tool is refused as well.
    await sql`
      create function refuse_person_event_change() returns trigger language plpgsql as $$
      begin
        raise exception 'person_events is append-only: add an event instead';
      end $$`.execute(database)
    await sql`
      create trigger person_events_append_only
      before update or delete or truncate on person_events
      for each statement execute function refuse_person_event_change()`.execute(database)
  },
}
