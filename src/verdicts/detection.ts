import type { Bilingual } from '../core/bilingual.ts'
import type { ServiceEndpoint } from '../core/endpoint.ts'
import type { Band } from './bands.ts'
import type { Budget } from './budget.ts'
import type { ExtractOptions } from './fold/extract-options.ts'

/** A sentence of evidence. `weight` is its share of everything that moved the score, −1 to 1. */
export type Reason = Bilingual & { readonly group: string; readonly weight: number }

export type Candidate = ServiceEndpoint & {
  /** Calibrated on the data the model card names. */
  readonly probability: number
  readonly band: Band
  /** Distinct proven clients. A count, never who. */
  readonly clients: number
  /** What speaks for it, strongest first. */
  readonly reasons: readonly Reason[]
  /** What speaks against it, strongest first. */
  readonly against: readonly Reason[]
}

export type Detection = {
  /** RFC 3339, UTC. */
  readonly window: { readonly from: string; readonly to: string }
  /** Endpoints that proven clients contacted, before the evidence gate. */
  readonly endpointCount: number
  readonly budget: Budget
  /** Best first. */
  readonly candidates: readonly Candidate[]
}

export type DetectOptions = Omit<ExtractOptions, 'minClients'> & {
  /** Weighted clients an endpoint needs; 3 unless the caller says otherwise. */
  readonly minClients?: number
  /** Wrong endpoints a day the operator accepts above `watch`; 10 unless the caller says otherwise. */
  readonly falsePositivesPerDay?: number
  /** Candidates returned at most. */
  readonly limit: number
}
