import type { Migration } from '../../../db/migrations.ts'
import { createDisputeTables } from './0750-disputes.ts'

/** In the hub's own database, beside the hub's. */
export const DISPUTE_MIGRATIONS: readonly Migration[] = [createDisputeTables]
