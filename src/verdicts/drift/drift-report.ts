import type { FeatureHistograms } from '../reference/reference.ts'
import type { DayProfile, DriftState } from './drift-state.ts'
import { chanceIndex, DRIFT_ALARM_FROM, stabilityIndex } from './stability-index.ts'

/** Fewer days before today say nothing of what is usual: a weekend is not drift. */
export const OWN_DAYS_MIN = 3
/** A bin share of fewer endpoints is chance. */
export const PROFILE_ENDPOINTS_MIN = 100

export type FeatureDrift = {
  /** Index in the catalogue. */
  readonly feature: number
  readonly psi: number
  readonly isAlarm: boolean
  /** Shares by bin, the missing ones first. */
  readonly before: readonly number[]
  readonly now: readonly number[]
}

export type DriftReport = {
  readonly state: 'none' | 'collecting' | 'steady' | 'drifting'
  /** This site's own days before; while they are too few, the model's training, and then no alarm. */
  readonly against: 'own-past' | 'training' | null
  readonly day: string | null
  readonly endpoints: number
  readonly daysKept: number
  /** The farthest first. */
  readonly features: readonly FeatureDrift[]
  readonly history: readonly {
    readonly day: string
    readonly endpoints: number
    readonly psiMax: number
    readonly alarms: number
  }[]
}

/**
 * The newest day against the days before it. Training is synthetic, so that every site is far from it at
 * once and for ever; only a site's own past can raise an alarm. The distance to training is told as what
 * it is while there is no past.
 */
export function driftReport(
  { days, edges }: DriftState,
  training: FeatureHistograms | undefined,
  view: string,
): DriftReport {
  const today = days.at(-1)
  if (!today)
    return {
      state: 'none',
      against: null,
      day: null,
      endpoints: 0,
      daysKept: 0,
      features: [],
      history: [],
    }
  const past = days.slice(0, -1)
  const isOwn = past.length >= OWN_DAYS_MIN
  const before = isOwn ? pooled(past) : trainingProfile(training, view, edges)
  const features = before ? driftOf(before, today, isOwn) : []
  const isAlarmed = features.some(({ isAlarm }) => isAlarm)
  return {
    state: isOwn ? (isAlarmed ? 'drifting' : 'steady') : 'collecting',
    against: isOwn ? 'own-past' : before ? 'training' : null,
    day: today.day,
    endpoints: today.endpoints,
    daysKept: days.length,
    features,
    history: days.flatMap((day, i) => {
      if (i < OWN_DAYS_MIN) return []
      const ofDay = driftOf(pooled(days.slice(0, i)), day, true)
      return [
        {
          day: day.day,
          endpoints: day.endpoints,
          psiMax: ofDay[0]?.psi ?? 0,
          alarms: ofDay.filter(({ isAlarm }) => isAlarm).length,
        },
      ]
    }),
  }
}

type Profile = Pick<DayProfile, 'endpoints' | 'counts'>

function driftOf(before: Profile, now: Profile, mayAlarm: boolean): FeatureDrift[] {
  const isEnough = Math.min(before.endpoints, now.endpoints) >= PROFILE_ENDPOINTS_MIN
  return now.counts
    .map((bins, feature) => {
      const were = before.counts[feature]!
      const psi = stabilityIndex(were, bins)
      const chance = chanceIndex(bins.length, before.endpoints, now.endpoints)
      return {
        feature,
        psi,
        isAlarm: mayAlarm && isEnough && psi >= Math.max(DRIFT_ALARM_FROM, chance),
        before: sharesOf(were),
        now: sharesOf(bins),
      }
    })
    .sort((a, b) => b.psi - a.psi || a.feature - b.feature)
}

/** All days as one: a day with twice the endpoints says twice as much. */
function pooled(days: readonly DayProfile[]): Profile {
  return {
    endpoints: days.reduce((sum, { endpoints }) => sum + endpoints, 0),
    counts: days[0]!.counts.map((bins, feature) =>
      bins.map((_, bin) => days.reduce((sum, { counts }) => sum + counts[feature]![bin]!, 0)),
    ),
  }
}

function trainingProfile(
  training: FeatureHistograms | undefined,
  view: string,
  edges: DriftState['edges'],
): Profile | undefined {
  if (!training || JSON.stringify(training.edges) !== JSON.stringify(edges)) return undefined
  const seen = training.views.find((one) => one.view === view) ?? training.views[0]
  return (
    seen && {
      endpoints: seen.count,
      counts: seen.shares.map((shares) => shares.map((share) => share * seen.count)),
    }
  )
}

function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0) || 1
  return counts.map((count) => Number((count / total).toFixed(4)))
}
