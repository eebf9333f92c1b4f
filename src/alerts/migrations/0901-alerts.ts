import { sql } from 'kysely'
import type { Migration } from '../../db/migrations.ts'

/**
 * Long because it is one schema. Everything about a subscriber hangs on a column of that name, so that a
 * search for it finds all there is to delete.
 */
export const createAlertTables: Migration = {
  name: '0901-alerts',
  up: async (database) => {
    const statements = [
      sql`
        create table alert_sessions (
          id bigint generated always as identity primary key,
          subscriber text not null,
          prefix cidr not null,
          port_first integer not null check (port_first between 0 and 65535),
          port_last integer not null check (port_last between port_first and 65535),
          from_at timestamptz not null,
          until_at timestamptz,
          heard_at timestamptz not null,
          nas text,
          session text
        )`,
      // A file that is read again must change nothing.
      sql`
        create unique index alert_sessions_once on alert_sessions
          (prefix, port_first, from_at, subscriber) where session is null`,
      sql`
        create unique index alert_sessions_radius on alert_sessions
          (nas, session, prefix, subscriber) where session is not null`,
      sql`create index alert_sessions_prefix on alert_sessions using gist (prefix inet_ops)`,
      sql`create index alert_sessions_subscriber on alert_sessions (subscriber)`,
      sql`create index alert_sessions_heard on alert_sessions (heard_at)`,
      sql`
        create table alert_reports (
          subscriber text not null,
          problem text not null,
          device_kind text not null,
          first_at timestamptz not null,
          last_at timestamptz not null,
          primary key (subscriber, problem)
        )`,
      sql`
        create table alert_contacts (
          subscriber text primary key,
          language text not null check (language in ('ja', 'en')),
          mail text,
          name text,
          postal_code text,
          postal_address text,
          webhook text,
          imported_at timestamptz not null
        )`,
      sql`
        create table alert_rounds (
          id text primary key,
          made_at timestamptz not null,
          made_by text not null,
          seed bigint not null,
          held_out_percent double precision not null,
          study_days integer not null,
          counts jsonb not null
        )`,
      sql`
        create table alerts (
          id text primary key,
          round text not null references alert_rounds (id),
          subscriber text,
          reason text not null check (reason in ('c2', 'vulnerable')),
          problem text,
          device_kind text not null,
          study_group text not null check (study_group in ('alerted', 'held-out')),
          first_at timestamptz not null,
          last_at timestamptz not null,
          planned_at timestamptz not null,
          due_at timestamptz not null,
          ended_at timestamptz,
          ending text,
          outcome text not null default 'unknown',
          observed_until timestamptz not null
        )`,
      sql`create index alerts_subscriber on alerts (subscriber, planned_at)`,
      sql`create index alerts_due on alerts (due_at) where ended_at is null`,
      sql`
        create table alert_cases (
          alert text not null references alerts (id),
          case_id text not null,
          endpoint text not null,
          primary key (alert, case_id)
        )`,
      sql`
        create table alert_days (
          alert text not null references alerts (id),
          day integer not null,
          state text not null check (state in ('active', 'quiet', 'unseen')),
          primary key (alert, day)
        )`,
      sql`
        create table alert_messages (
          id text primary key,
          alert text not null references alerts (id),
          kind text not null check (kind in ('first', 'reminder', 'correction')),
          channel text not null,
          state text not null,
          attempts integer not null,
          begun_at timestamptz not null,
          settled_at timestamptz,
          next_at timestamptz,
          refusal text
        )`,
      sql`create index alert_messages_alert on alert_messages (alert)`,
      sql`
        create index alert_messages_waiting on alert_messages (state, next_at)
          where state in ('handing-over', 'deferred')`,
    ]
    for (const statement of statements) await statement.execute(database)
  },
}
