import type { Bilingual } from '../core/bilingual.ts'
import type { ServiceEndpoint } from '../core/endpoint.ts'
import type { Band } from './bands.ts'
import type { Budget } from './budget.ts'
import type { ExtractOptions } from './fold/extract-options.ts'
import type { Abstention } from './reasons/abstention.ts'
import type { Counterfactual } from './reasons/counterfactual.ts'
import type { LookAlike } from './reasons/look-alikes.ts'
import type { Standing } from './reasons/standing.ts'

/** A sentence of evidence. `weight` is its share of everything that moved the score, −1 to 1; 0: a caveat. */
export type Reason = Bilingual & {
  readonly group: string
  readonly weight: number
  /** Where its leading value stands among innocent endpoints, when that is unusual. */
  readonly standing?: Standing
  /** Log odds the score would lose were this evidence that of an ordinary innocent endpoint. */
  readonly effect?: number
}

export type Candidate = ServiceEndpoint & {
  /** Calibrated on the data the model card names. */
  readonly probability: number
  readonly band: Band
  /** Distinct proven clients; of a crowded service an estimate. A count, never who. */
  readonly clients: number
  /** What speaks for it, strongest first. */
  readonly reasons: readonly Reason[]
  /** What speaks against it, strongest first. */
  readonly against: readonly Reason[]
  /** The nearest planted and the nearest innocent kind, nearer one first; none without a reference. */
  readonly lookAlikes: readonly LookAlike[]
  readonly counterfactual: Counterfactual | null
  readonly abstention: Abstention | null
}

/** One endpoint as the model saw it, for whoever compares models or watches for drift. */
export type ScoredEndpoint = {
  readonly endpoint: ServiceEndpoint
  readonly values: Float64Array
  /** Log odds before calibration. */
  readonly score: number
  /** Of the model alone, before any correction for the site. */
  readonly probability: number
}

export type Detection = {
  /** RFC 3339, UTC. */
  readonly window: { readonly from: string; readonly to: string }
  /** Endpoints that proven clients contacted, before the evidence gate. */
  readonly endpointCount: number
  readonly budget: Budget
  /** What the budget and the base rate mean in this window, in a sentence. */
  readonly baseRate: Bilingual
  /** Best first. */
  readonly candidates: readonly Candidate[]
}

export type DetectOptions = Omit<ExtractOptions, 'minClients'> & {
  /** Weighted clients an endpoint needs; 3 unless the caller says otherwise. */
  readonly minClients?: number
  /** Wrong endpoints a day the operator accepts above `watch`; 10 unless the caller says otherwise. */
  readonly falsePositivesPerDay?: number
  /** Added to all log odds at this site (site/site-calibration.ts); 0 unless the caller says otherwise. */
  readonly siteShift?: number
  /** Is shown every endpoint that was scored, whatever became of it. */
  readonly onScored?: (scored: readonly ScoredEndpoint[]) => void
  /** Candidates returned at most. */
  readonly limit: number
}
