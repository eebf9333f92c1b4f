import type { Migration } from '../../db/migrations.ts'
import { createAlertTables } from './0901-alerts.ts'

/** Numbers from 0900. */
export const ALERT_MIGRATIONS: readonly Migration[] = [createAlertTables]
