import { sql } from 'kysely'
import type { Migration } from '../../../db/migrations.ts'

const STATEMENTS = [
  `create table hub_words (
    member_id text not null references hub_members (id),
    warning_id text not null,
    valid_from text not null,
    first_at timestamptz not null,
    ends_at timestamptz not null,
    own_end text check (own_end in ('retracted', 'released')),
    is_agreed boolean not null default false,
    is_disputed boolean not null default false,
    is_released boolean not null default false,
    primary key (warning_id, member_id, valid_from)
  )`,
  `create index hub_words_by_member on hub_words (member_id)`,
  `create table hub_speeds (
    member_id text not null references hub_members (id),
    day text not null,
    what text not null check (what in ('acknowledge', 'drop')),
    bucket integer not null,
    count bigint not null,
    primary key (member_id, day, what, bucket)
  )`,
  `create table hub_judgements (
    member_id text not null references hub_members (id),
    warning_id text not null,
    day text not null,
    is_right boolean not null,
    primary key (warning_id, member_id)
  )`,
]

export const createHubStatistics: Migration = {
  name: '0710-hub-statistics',
  up: async (database) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(database)
  },
}
