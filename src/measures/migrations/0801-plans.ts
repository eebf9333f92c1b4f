import { sql } from 'kysely'
import type { Migration } from '../../db/migrations.ts'

export const createPlans: Migration = {
  name: '0801-plans',
  up: async (database) => {
    await sql`
      create table measure_entries (
        id text primary key,
        kind text not null check (kind in ('name', 'override')),
        target text not null,
        is_tree boolean not null,
        reason text not null,
        added_at timestamptz not null,
        added_by text not null,
        until_at timestamptz,
        removed_at timestamptz,
        removed_by text,
        check (kind = 'override' or until_at is not null)
      )`.execute(database)
    await sql`
      create table measure_targets (
        plane text not null,
        target text not null,
        cause text not null,
        since_at timestamptz not null,
        primary key (plane, target)
      )`.execute(database)
    await sql`
      create table measure_changes (
        number bigint primary key,
        at timestamptz not null,
        plan text not null,
        actor text not null,
        added_count integer not null,
        removed_count integer not null,
        lines jsonb not null
      )`.execute(database)
    await sql`
      create table measure_approvals (
        number bigint primary key,
        plan text not null,
        at timestamptz not null,
        actor text not null,
        note text not null
      )`.execute(database)
    await sql`
      create function refuse_measure_change() returns trigger language plpgsql as $$
      begin
        raise exception '% is append-only: add to it instead', tg_table_name;
      end $$`.execute(database)
    for (const table of ['measure_changes', 'measure_approvals'])
      await sql`
        create trigger ${sql.id(`${table}_append_only`)}
        before update or delete or truncate on ${sql.table(table)}
        for each statement execute function refuse_measure_change()`.execute(database)
  },
}
