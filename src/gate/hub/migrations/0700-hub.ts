import { sql } from 'kysely'
import type { Migration } from '../../../db/migrations.ts'

const STATEMENTS = [
  `create table hub_members (
    id text primary key,
    name text not null,
    company_group text not null,
    sector text not null,
    roles jsonb not null,
    uses jsonb not null,
    own_prefixes jsonb not null,
    interest_prefixes jsonb,
    contacts jsonb not null,
    vetting jsonb not null,
    status text not null check (status in ('invited', 'active', 'suspended')),
    created_at timestamptz not null,
    ends_at timestamptz not null,
    needs_snapshot boolean not null default false
  )`,
  `create table hub_member_keys (
    id text primary key,
    member_id text not null references hub_members (id),
    public_key text not null,
    created_at timestamptz not null,
    revoked_at timestamptz
  )`,
  `create table hub_invitations (
    digest text primary key,
    member_id text not null references hub_members (id),
    created_by text not null,
    expires_at timestamptz not null
  )`,
  `create table hub_tokens (
    digest text primary key,
    member_id text not null references hub_members (id),
    face text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create table hub_events (
    sequence bigint generated always as identity primary key,
    at timestamptz not null,
    actor text not null,
    kind text not null,
    member_id text,
    details jsonb
  )`,
  // In the database, not only in our code: whoever opens it with another tool is refused as well.
  `create function refuse_hub_event_change() returns trigger language plpgsql as $$
    begin
      raise exception 'hub_events is append-only: add an event instead';
    end $$`,
  `create trigger hub_events_append_only
    before update or delete or truncate on hub_events
    for each statement execute function refuse_hub_event_change()`,
  `create table hub_submissions (
    member_id text not null references hub_members (id),
    warning_id text not null,
    warning jsonb not null,
    received_at timestamptz not null,
    primary key (warning_id, member_id)
  )`,
  `create table hub_list (
    warning_id text not null,
    valid_from text not null,
    warning jsonb not null,
    sequence bigint not null unique,
    first_sequence bigint not null,
    added_us bigint not null unique,
    is_former boolean not null default false,
    only_member text references hub_members (id),
    ends_at timestamptz not null,
    withdrawn_at timestamptz,
    primary key (warning_id, valid_from)
  )`,
  // One current lease for each endpoint, whatever happens.
  `create unique index hub_list_current on hub_list (warning_id) where not is_former`,
  // Leases that run and must be looked at when time passes; withdrawn ones that may still be acted on.
  `create index hub_list_by_end on hub_list (ends_at) where not is_former`,
  `create index hub_list_withdrawn on hub_list (ends_at) where withdrawn_at is not null`,
  `create table hub_log (
    position bigint primary key,
    entry text not null,
    warning_id text,
    salt text,
    statement jsonb
  )`,
  `create index hub_log_by_warning on hub_log (warning_id) where warning_id is not null`,
  `create table hub_paths (
    member_id text not null references hub_members (id),
    version bigint not null,
    hash text not null,
    octets bigint not null,
    issued_at timestamptz not null,
    primary key (member_id, version)
  )`,
  `create table hub_positions (
    member_id text primary key references hub_members (id),
    given bigint not null,
    holds bigint not null,
    enforces bigint not null,
    contact_at timestamptz not null,
    acknowledged_at timestamptz
  )`,
  `create table hub_sightings (
    member_id text not null references hub_members (id),
    warning_id text not null,
    day text not null,
    is_seen boolean not null,
    primary key (warning_id, day, member_id)
  )`,
  `create table hub_state (name text primary key, value bigint not null)`,
  // The first change is number two: an empty list has a version as well.
  `insert into hub_state values ('sequence', 1), ('added_us', 0), ('log_size', 0)`,
]

export const createHubTables: Migration = {
  name: '0700-hub',
  up: async (database) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(database)
  },
}
