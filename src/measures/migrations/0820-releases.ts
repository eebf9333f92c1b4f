import { sql } from 'kysely'
import type { Migration } from '../../db/migrations.ts'

export const createReleases: Migration = {
  name: '0820-releases',
  up: async (database) => {
    await sql`
      create table measure_releases (
        id text primary key,
        subject text not null,
        cause text not null,
        requested_at timestamptz not null,
        requested_by text not null,
        reason text not null,
        exemptions jsonb not null,
        receipt jsonb,
        ended_at timestamptz,
        ended_by text,
        ended_reason text
      )`.execute(database)
    await sql`
      create index measure_releases_standing on measure_releases (requested_at)
      where ended_at is null`.execute(database)
    await sql`
      create table measure_lifts (
        id text primary key,
        lifted_at timestamptz not null,
        lifted_by text not null,
        reason text not null,
        resumed_at timestamptz,
        resumed_by text,
        resumed_reason text
      )`.execute(database)
  },
}
