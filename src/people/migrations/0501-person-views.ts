import { sql } from 'kysely'
import type { Migration } from '../../db/migrations.ts'

/**
 * What people keep for themselves, and how a token came to be. The owner of a view is whoever signed in under that
 * name, the demonstration's everybody too, who stands in no directory.
 */
export const createPersonViews: Migration = {
  name: '0501-person-views',
  up: async (database) => {
    await sql`
      create table person_views (
        owner text not null,
        name text not null,
        query jsonb not null,
        saved_at timestamptz not null,
        primary key (owner, name)
      )`.execute(database)
    // Of tokens that are there already nobody knows who made them: they count as made for their person.
    await sql`alter table person_tokens add column is_own boolean not null default false`.execute(
      database,
    )
  },
}
