import { sql } from 'kysely'
import type { Migration } from '../../../db/migrations.ts'

/** Of what the association's staff was told already, so that a restart tells nothing twice. */
export const createHubNotices: Migration = {
  name: '0745-hub-notices',
  up: async (database) => {
    await sql
      .raw(`create table hub_notices (
        key text not null,
        channel text not null,
        told_at timestamptz not null,
        primary key (key, channel)
      )`)
      .execute(database)
  },
}
