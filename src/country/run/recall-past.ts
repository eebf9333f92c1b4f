import { setImmediate as breathe } from 'node:timers/promises'
import { DAY_MS, SECOND_MS } from '../../core/time-span.ts'
import { FlowBatch, readUint64 } from '../../flows/wire/flow-batch.ts'
import type { Country } from '../country.ts'
import type { ExporterSession } from '../exporters/exporter-session.ts'

/** When the first record of a run is of: its past, if it has one. */
export const pastFromMs = ({ plan }: Country, startMs: number): number =>
  startMs - plan.pastDays * DAY_MS

/**
 * Gives the routers what they saw in the days before a run, in outline. What a service is asked in the run says whether
 * it was seen on those days, so the run is lived through once without being metered: some seconds for a day of 2,000
 * subscribers.
 *
 * @throws AbortError when aborted meanwhile
 */
export async function recallPast(
  country: Country,
  startMs: number,
  sessions: readonly ExporterSession[],
  signal?: AbortSignal,
): Promise<void> {
  const past = country.past(startMs)
  if (!past) return
  for (const minute of country.hours(startMs, country.plan.hours)) {
    past.observe(minute)
    await breathe()
    signal?.throwIfAborted()
  }
  const rows = new FlowBatch(past.rowsMax)
  for (const _ of past.write({ batch: () => rows }));
  const byDomain = new Map(
    sessions
      .filter(({ exporter }) => exporter.role === 'access')
      .map((session) => [session.exporter.observationDomain, session]),
  )
  for (let row = 0; row < rows.length; row++) {
    const exportMs = readUint64(rows.startAt, row) + SECOND_MS
    byDomain.get(rows.observationDomain[row]!)!.recall(rows, row, exportMs)
  }
}
