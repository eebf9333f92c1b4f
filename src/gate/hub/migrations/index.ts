import type { Migration } from '../../../db/migrations.ts'
import { createHubTables } from './0700-hub.ts'
import { createHubStatistics } from './0710-hub-statistics.ts'
import { createRulings } from './0720-rulings.ts'
import { createHubHours } from './0730-hub-hours.ts'
import { createHubReceipts } from './0740-hub-receipts.ts'
import { createHubNotices } from './0745-hub-notices.ts'

/** Of the hub's own database; an ISP's never has them. */
export const HUB_MIGRATIONS: readonly Migration[] = [
  createHubTables,
  createHubStatistics,
  createRulings,
  createHubHours,
  createHubReceipts,
  createHubNotices,
]
