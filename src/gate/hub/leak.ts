import { HOUR_MS } from '../../core/time-span.ts'
import type { Warning } from '../warning/warning.ts'
import { wholeHour } from '../warning/whole-time.ts'
import type { HubContext } from './context.ts'
import { type Suspicion, traceLeak } from './watermark.ts'

/** One row of a list that turned up where it should not. */
export type LeakedRow = Pick<Warning, 'id' | 'validUntil'>

export type LeakFinding = {
  /** Rows that the hub once listed with this end, or an hour later. */
  readonly known: number
  readonly rows: number
  /** Every member there ever was, most suspicious first. */
  readonly suspicions: readonly Suspicion[]
}

const CHUNK = 500
/** Forty rows tell one member of two hundred; so many tell it beyond any doubt. */
export const LEAKED_COUNT_MAX = 20_000

/**
 * Whose copy a leaked list is. Each row is held against the hub's own word of then, as the log's openings have
 * it: what was forgotten tells nothing.
 */
export async function findLeak(
  { db }: HubContext,
  leaked: readonly LeakedRow[],
  secret: Uint8Array,
): Promise<LeakFinding> {
  const rows = leaked.slice(0, LEAKED_COUNT_MAX)
  const originals = new Map<string, Warning>()
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK)
    const said = await db
      .selectFrom('hub_log')
      .select('statement')
      .where(
        'warning_id',
        'in',
        chunk.map(({ id }) => id),
      )
      .orderBy('position')
      .execute()
    const statements = Map.groupBy(
      said.flatMap(({ statement }) => statement ?? []),
      ({ id }) => id,
    )
    for (const { id, validUntil } of chunk) {
      const ends = [validUntil, wholeHour(Date.parse(validUntil) + HOUR_MS)]
      const original = statements.get(id)?.findLast((each) => ends.includes(each.validUntil))
      if (original) originals.set(id, original)
    }
  }
  const members = await db.selectFrom('hub_members').select('id').execute()
  return {
    known: originals.size,
    rows: rows.length,
    suspicions: traceLeak(
      rows,
      (id) => originals.get(id),
      members.map(({ id }) => id),
      secret,
    ),
  }
}
