import { DAY_MS } from '../core/time-span.ts'
import type { FlowStore } from '../flows/store/flow-store.ts'
import type { Configuration } from './configuration.ts'

export type Deleted = { readonly table: 'flows' | 'traffic'; readonly days: string[] }

/**
 * Deletes what is past its retention, by the day it was received. A record is kept for at least the
 * configured days and at most one more, because whole days are dropped.
 *
 * Where one table fails the other is tended to all the same, and the failure is thrown at the end; what
 * was begun and not finished stands in the audit as begun, and the next run settles it.
 */
export async function purge(
  store: FlowStore,
  retention: Configuration['retention'],
  nowMs: number,
  actor: string,
): Promise<Deleted[]> {
  const tables = [
    ['flows', retention.flowDays],
    ['traffic', retention.trafficDays],
  ] as const
  const deleted: Deleted[] = []
  const failures: unknown[] = []
  for (const [table, days] of tables) {
    const cut = new Date(nowMs - days * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '')
    const access = { purpose: 'data-retention', actor, reason: `kept for ${days} days` } as const
    try {
      deleted.push({ table, days: await store.dropBefore(table, cut, access) })
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return deleted
}
