import { z } from 'zod'
import { countBins } from '../reference/histograms.ts'
import type { FeatureHistograms } from '../reference/reference.ts'

/** Five weeks: the retention of traffic statistics, and about 250 kB. */
export const PROFILE_DAYS_MAX = 35

/** How the features of one day's endpoints lay in the model's bins. Counts: no endpoint, no client. */
export type DayProfile = {
  /** UTC, `2026-11-21`. */
  readonly day: string
  readonly endpoints: number
  /** By feature and bin, the missing ones first. */
  readonly counts: readonly (readonly number[])[]
}

/** Days, oldest first. Bins belong to the model's edges; other edges begin anew. */
export type DriftState = {
  readonly version: 1
  readonly edges: readonly (readonly number[])[]
  readonly days: readonly DayProfile[]
}

const counts = z.array(z.array(z.number().min(0)))
const StateSchema = z.object({
  version: z.literal(1),
  edges: z.array(z.array(z.number())),
  days: z
    .array(z.object({ day: z.iso.date(), endpoints: z.number().min(0), counts }))
    .max(PROFILE_DAYS_MAX),
})

export const NO_PROFILES: DriftState = { version: 1, edges: [], days: [] }

/** A state that cannot be read is no state: profiles begin anew, and nothing else is lost. */
export function parseDriftState(json: unknown): DriftState {
  const parsed = StateSchema.safeParse(json)
  if (!parsed.success) return NO_PROFILES
  const { edges, days } = parsed.data
  const fits = days.every(
    (day) =>
      day.counts.length === edges.length &&
      day.counts.every((bins, feature) => bins.length === edges[feature]!.length + 2),
  )
  return fits ? parsed.data : NO_PROFILES
}

/**
 * Notes what was scored. Detection runs many times a day over windows that overlap; of a day the newest
 * profile stays. An empty window leaves no profile.
 */
export function noteProfile(
  state: DriftState,
  { edges }: FeatureHistograms,
  day: string,
  rows: readonly ArrayLike<number>[],
): DriftState {
  if (rows.length === 0) return state
  const isSame = JSON.stringify(state.edges) === JSON.stringify(edges)
  const days = isSame ? state.days.filter((one) => one.day !== day) : []
  const profile = { day, endpoints: rows.length, counts: countBins(edges, rows) }
  return {
    version: 1,
    edges,
    days: [...days, profile].sort((a, b) => (a.day < b.day ? -1 : 1)).slice(-PROFILE_DAYS_MAX),
  }
}
