import { sql } from 'kysely'
import type { Migration } from '../../db/migrations.ts'

/**
 * The whole life of a case beside its first three statuses. Events of before are readable as they are: they
 * have no details, and their evidence is the voice of who recorded it.
 */
export const extendCaseLife: Migration = {
  name: '0003-case-life',
  up: async (database) => {
    await sql`alter table cases drop constraint cases_status_check`.execute(database)
    await sql`alter table cases add constraint cases_status_check check (status in (
      'proposed', 'in-review', 'confirmed', 'published', 'disputed', 'expired', 'retracted',
      'released', 'dismissed'))`.execute(database)
    await sql`alter table cases add column kind text not null default 'unknown'`.execute(database)
    await sql`alter table cases add column requested_by text`.execute(database)
    await sql`alter table cases add column valid_until timestamptz`.execute(database)
    await sql`alter table cases add column life jsonb`.execute(database)
    await sql`alter table case_events add column details jsonb`.execute(database)
    await sql`
      update cases set life = jsonb_build_object(
        'kind', 'unknown', 'voices', coalesce(voices.list, '[]'), 'request', null, 'warning', null,
        'beforeDispute', null, 'ignoredCount', 0)
      from cases as every
      left join (
        select case_id, jsonb_agg(
          jsonb_build_object('origin', actor, 'stance', 'for') order by first) as list
        from (
          select case_id, actor, min(sequence) as first from case_events
          where evidence is not null group by case_id, actor) as origins
        group by case_id) as voices on voices.case_id = every.id
      where every.id = cases.id`.execute(database)
    await sql`alter table cases alter column life set not null`.execute(database)
    // The two queues: what ends soon, and what waits for a second person. Few of many cases are in them.
    await sql`create index cases_by_end on cases (valid_until, id) where valid_until is not null`.execute(
      database,
    )
    await sql`create index cases_awaiting_approval on cases (changed_at desc, id desc)
      where requested_by is not null`.execute(database)
  },
}
