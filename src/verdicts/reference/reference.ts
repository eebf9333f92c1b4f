/**
 * What a model remembers of the data it was made from: enough to say how unusual a value is, what an
 * endpoint resembles, whether it resembles anything, and whether a site has moved away. Travels inside
 * the model file, because a model and the data it is compared with must not be mixed up.
 */
export type ModelReference = {
  readonly scale: FeatureScale
  readonly histograms: FeatureHistograms
  readonly exemplars: readonly Exemplar[]
  readonly novelty: NoveltyScale
  readonly reliability: Reliability
  readonly curves: readonly HeldOutCurve[]
}

/** Innocent training endpoints, feature by feature; views weigh alike. */
export type FeatureScale = {
  /** Ascending shares, 0 to 1, at which quantiles are kept. */
  readonly shares: readonly number[]
  /** By feature: the value at each share, or nothing where the feature was never present. */
  readonly quantiles: readonly (readonly number[])[]
  /** By feature: share of innocent endpoints of which it is not known. */
  readonly missing: readonly number[]
}

/** All training endpoints in bins, for measures of drift. */
export type FeatureHistograms = {
  /** By feature: ascending upper edges of all bins but the last. */
  readonly edges: readonly (readonly number[])[]
  readonly views: readonly {
    readonly view: string
    readonly count: number
    /** By feature: share of endpoints in each bin, the missing ones first. */
    readonly shares: readonly (readonly number[])[]
  }[]
}

/** A training endpoint kept as an example of its kind. */
export type Exemplar = {
  /** A family or a kind of innocent program, as the simulation calls it. */
  readonly kind: string
  readonly isPlanted: boolean
  /** Percent of innocent endpoints below each value; above 100 beyond all of them; null = missing. */
  readonly ranks: readonly (number | null)[]
}

/** How far held-out endpoints lie from the nearest exemplar: what distance is ordinary. */
export type NoveltyScale = {
  readonly count: number
  readonly shares: readonly number[]
  /** Distance at each share, ascending. */
  readonly distances: readonly number[]
}

export type ReliabilityPoint = {
  readonly from: number
  readonly to: number
  readonly count: number
  readonly positives: number
  readonly meanProbability: number
  readonly observed: number
}

/** Whether probabilities meant what they said on draws that neither trees nor curve had seen. */
export type Reliability = {
  readonly count: number
  readonly positives: number
  /** Mean |said − true| over ten bins, weighted by endpoints. */
  readonly expectedError: number
  /** The same among endpoints that were given 0.1 or more: rare positives cannot flatter it. */
  readonly expectedErrorLikely: number | null
  readonly bins: readonly ReliabilityPoint[]
}

/** Precision against recall on held-out draws, one view. */
export type HeldOutCurve = {
  readonly view: string
  readonly endpoints: number
  readonly planted: number
  readonly prAuc: number
  readonly points: readonly { readonly recall: number; readonly precision: number }[]
}
