import { Gauge, type Registry } from 'prom-client'
import type { DriftReport } from '../../verdicts/drift/drift-report.ts'
import { FEATURE_NAMES } from '../../verdicts/index.ts'
import type { SiteCalibration } from '../../verdicts/site/site-calibration.ts'
import type { KeptComparison } from '../models/model-watch.ts'

export type ModelMetrics = {
  readonly drift: DriftReport
  readonly comparison: KeptComparison | undefined
  readonly calibration: SiteCalibration
  readonly champion: string
}

/** Drift and models for `/metrics`. Labels are feature names and model identifiers, both bounded. */
export function modelMetrics(registry: Registry, read: () => ModelMetrics): void {
  const gauge = (name: string, help: string, figureOf: (now: ModelMetrics) => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(figureOf(read()))
      },
    })
  }
  new Gauge({
    name: 'noroshi_feature_drift_psi',
    help: 'Population stability index of a feature, the newest day against what came before',
    labelNames: ['feature'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { feature, psi } of read().drift.features)
        this.set({ feature: FEATURE_NAMES[feature] ?? String(feature) }, psi)
    },
  })
  gauge(
    'noroshi_feature_drift_alarms',
    'Features that have moved away from this site’s own past',
    ({ drift }) => drift.features.filter(({ isAlarm }) => isAlarm).length,
  )
  gauge(
    'noroshi_site_calibration_shift',
    'Log odds added for this site; 0 with the model’s own curve',
    ({ calibration }) => calibration.shift,
  )
  gauge(
    'noroshi_challenger_overlap_ratio',
    'Share of the first hundred that champion and challenger have in common; NaN without a challenger',
    ({ comparison }) => comparison?.overlapAt100 ?? Number.NaN,
  )
  new Gauge({
    name: 'noroshi_champion_info',
    help: 'The model that decides, as a label',
    labelNames: ['model'],
    registers: [registry],
    collect() {
      this.reset()
      this.set({ model: read().champion }, 1)
    },
  })
}
