import { sql } from 'kysely'
import type { Migration } from '../../db/migrations.ts'

export const createNoticeTables: Migration = {
  name: '0700-notices',
  up: async (database) => {
    await sql`
      create table notices (
        version integer primary key check (version > 0),
        published_at timestamptz not null,
        published_by text not null,
        note text not null,
        digest text not null,
        facts jsonb not null,
        document jsonb not null
      )`.execute(database)
    await sql`
      create function refuse_notice_change() returns trigger language plpgsql as $$
      begin
        raise exception 'notices is append-only: publish another version instead';
      end $$`.execute(database)
    await sql`
      create trigger notices_append_only
      before update or delete or truncate on notices
      for each statement execute function refuse_notice_change()`.execute(database)
    await sql`
      create table notice_partings (
        version integer primary key references notices (version),
        parted_at timestamptz not null
      )`.execute(database)
  },
}
