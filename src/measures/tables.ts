import type { ConsentTables } from './consent/tables.ts'
import type { PlanTables } from './plan/tables.ts'
import type { ReleaseTables } from './release/tables.ts'

/** Tables of this wing; each room declares its own in a file `tables.ts` and adds it here. */
export type MeasureTables = ConsentTables & PlanTables & ReleaseTables
