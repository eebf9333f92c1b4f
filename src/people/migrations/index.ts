import type { Migration } from '../../db/migrations.ts'
import { createPeopleTables } from './0500-people.ts'
import { createPersonViews } from './0501-person-views.ts'

/** Numbers from 0500, so that this wing and the cases can each add steps without meeting. */
export const PEOPLE_MIGRATIONS: readonly Migration[] = [createPeopleTables, createPersonViews]
