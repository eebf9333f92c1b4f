import { sql } from 'kysely'
import type { Migration } from '../../db/migrations.ts'

export const createConsent: Migration = {
  name: '0800-consent',
  up: async (database) => {
    await sql`
      create table consent_terms (
        id text primary key,
        scope text not null,
        version integer not null check (version > 0),
        basis text not null check (basis in ('opt-in', 'general-terms')),
        change text not null check (change in ('material', 'editorial')),
        wording jsonb not null,
        digest text not null,
        grace_ms bigint not null check (grace_ms >= 0),
        published_at timestamptz not null,
        published_by text not null,
        note text not null,
        unique (scope, version)
      )`.execute(database)
    await sql`
      create table consent_events (
        number bigint primary key,
        subscriber text not null,
        sequence integer not null check (sequence > 0),
        at timestamptz not null,
        channel text not null,
        actor text not null,
        fact jsonb not null,
        hash text not null,
        unique (subscriber, sequence)
      )`.execute(database)
    // Whoever opens the database with another tool is refused as well. Retention says that it is retention.
    await sql`
      create function refuse_consent_change() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' and tg_table_name = 'consent_events'
          and current_setting('noroshi.consent_retention', true) = 'on' then
          return null;
        end if;
        raise exception '% is append-only: add to it instead', tg_table_name;
      end $$`.execute(database)
    for (const table of ['consent_terms', 'consent_events'])
      await sql`
        create trigger ${sql.id(`${table}_append_only`)}
        before update or delete or truncate on ${sql.table(table)}
        for each statement execute function refuse_consent_change()`.execute(database)
    // Two lines that overlap at any instant cannot be stored, also a /32 inside a /24.
    await sql`
      create table consent_lines (
        subscriber text not null,
        prefix cidr not null,
        since_at timestamptz not null,
        until_at timestamptz,
        exclude using gist (prefix inet_ops with &&, tstzrange(since_at, until_at) with &&)
      )`.execute(database)
    await sql`create index consent_lines_of on consent_lines (subscriber) where until_at is null`.execute(
      database,
    )
    await sql`
      create table consent_deletions (
        at timestamptz not null,
        actor text not null,
        ended_before timestamptz not null,
        subscribers integer not null,
        events integer not null,
        digest text not null
      )`.execute(database)
    await sql`
      create table consent_links (
        digest text primary key,
        kind text not null check (kind in ('link', 'visit')),
        subscriber text not null,
        created_at timestamptz not null,
        created_by text not null,
        expires_at timestamptz not null
      )`.execute(database)
  },
}
