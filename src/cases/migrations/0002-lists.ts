import { sql } from 'kysely'
import type { Migration } from '../../db/migrations.ts'

export const createLists: Migration = {
  name: '0002-lists',
  up: async (database) => {
    await sql`
      create table list_sources (
        name text primary key,
        kind text not null check (kind in ('reputation', 'known-good')),
        terms text not null,
        contact text,
        url text,
        format text,
        columns jsonb not null,
        reliability double precision not null check (reliability between 0 and 1),
        half_life_days double precision not null check (half_life_days > 0),
        default_kind text not null,
        origin text,
        is_verifying boolean not null,
        is_complete boolean not null,
        refresh_seconds integer,
        reason text,
        valid_days double precision,
        created_at timestamptz not null,
        changed_at timestamptz not null,
        removed_at timestamptz,
        verified_at timestamptz,
        tried_at timestamptz,
        failure text,
        failure_count integer not null default 0,
        entry_count integer not null default 0,
        listed_count integer not null default 0,
        digest text,
        etag text,
        last_modified text,
        feed_state jsonb
      )`.execute(database)
    await sql`
      create table list_fetches (
        id bigint generated always as identity primary key,
        source text not null references list_sources (name),
        at timestamptz not null,
        actor text not null,
        place text not null,
        format text,
        octets bigint not null,
        digest text,
        outcome text not null check (outcome in ('imported', 'unchanged', 'failed', 'removed')),
        code text,
        report jsonb
      )`.execute(database)
    await sql`create index list_fetches_by_source on list_fetches (source, id)`.execute(database)
    // One row is one stay on the list. A stay that is over is never changed again: it is the history.
    await sql`
      create table list_entries (
        id bigint generated always as identity primary key,
        source text not null references list_sources (name),
        part text not null,
        network cidr not null,
        protocol text,
        port integer check (port between 1 and 65535),
        kind text not null,
        tag text,
        reason text,
        first_listed timestamptz not null,
        last_verified timestamptz,
        last_removed timestamptz,
        ends_at timestamptz,
        line integer not null,
        first_fetch bigint not null references list_fetches (id),
        last_fetch bigint references list_fetches (id)
      )`.execute(database)
    await sql`
      create unique index list_entries_listed on list_entries (source, network, part, protocol, port)
        nulls not distinct where last_removed is null`.execute(database)
    await sql`
      create index list_entries_by_endpoint on list_entries (source, network, part)`.execute(
      database,
    )
    await sql`create index list_entries_by_source on list_entries (source, id)`.execute(database)
    // "Which prefixes hold this address?" needs an index of ranges; a b-tree cannot answer it.
    await sql`
      create index list_entries_by_network on list_entries using gist (network inet_ops)`.execute(
      database,
    )
  },
}
