import { sql } from 'kysely'
import type { Migration } from '../../../db/migrations.ts'

const STATEMENTS = [
  `create table dispute_claims (
    id text primary key,
    link_digest text not null unique,
    address text not null,
    port integer,
    token text not null,
    answer text not null,
    opened_at timestamptz not null,
    ends_at timestamptz not null,
    checks integer not null default 0,
    checked_at timestamptz,
    proof jsonb
  )`,
  `create index dispute_claims_by_end on dispute_claims (ends_at)`,
  `create table disputes (
    id text primary key,
    number bigint generated always as identity,
    claim_id text references dispute_claims (id) on delete set null,
    address text,
    protocol text,
    port integer,
    warning_id text,
    status text not null,
    life jsonb not null,
    proof jsonb,
    filed_at timestamptz not null,
    changed_at timestamptz not null,
    ended_at timestamptz,
    is_ruled boolean not null
  )`,
  // About one endpoint one dispute is heard at a time, whatever happens.
  `create unique index disputes_live on disputes (warning_id)
    where status in ('filed', 'first-review', 'second-review')`,
  `create index disputes_by_claim on disputes (claim_id)`,
  `create index disputes_by_address on disputes (address)`,
  `create index disputes_by_filing on disputes (filed_at)`,
  `create table dispute_events (
    sequence bigint generated always as identity primary key,
    dispute_id text not null references disputes (id),
    at timestamptz not null,
    actor text not null,
    kind text not null,
    details jsonb
  )`,
  `create index dispute_events_by_dispute on dispute_events (dispute_id)`,
  `create function refuse_dispute_event_change() returns trigger language plpgsql as $$
    begin
      raise exception 'dispute_events is append-only: add an event instead';
    end $$`,
  `create trigger dispute_events_append_only
    before update or delete or truncate on dispute_events
    for each statement execute function refuse_dispute_event_change()`,
  `create table dispute_texts (
    sequence bigint generated always as identity primary key,
    dispute_id text not null references disputes (id),
    at timestamptz not null,
    author text not null,
    kind text not null,
    body text not null
  )`,
  `create index dispute_texts_by_dispute on dispute_texts (dispute_id)`,
  `create table dispute_officers (
    name text primary key,
    token_digest text not null unique,
    created_at timestamptz not null,
    ended_at timestamptz
  )`,
  `create table dispute_counts (
    month text not null,
    name text not null,
    count bigint not null,
    primary key (month, name)
  )`,
]

export const createDisputeTables: Migration = {
  name: '0750-disputes',
  up: async (database) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(database)
  },
}
