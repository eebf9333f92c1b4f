import type { Migration } from '../../db/migrations.ts'
import { createCases } from './0001-cases.ts'
import { createLists } from './0002-lists.ts'
import { extendCaseLife } from './0003-case-life.ts'
import { addMaintenance } from './0004-maintenance.ts'

/** All of this wing's, in order. Whoever opens the database brings all, or a later one would seem unknown. */
export const CASE_MIGRATIONS: readonly Migration[] = [
  createCases,
  createLists,
  extendCaseLife,
  addMaintenance,
]
