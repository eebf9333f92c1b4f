/** What is known before anybody's neighbours are looked at: probabilities, 0.5 = nothing. */
export type Priors = {
  readonly endpoint: Float64Array
  readonly client: Float64Array
}

export const PRIOR_UNKNOWN = 0.5
const PRIOR_KNOWN_C2 = 0.99
const PRIOR_SCANNING = 0.9

/**
 * Of a listed controller: 0.99 where the label is certain, 0.5 where it says nothing. (0.99 × weight, as it
 * is often written, would turn a weak label into evidence of innocence.)
 *
 * @param labelWeight 0 to 1, of the label ledger
 */
export function knownC2Prior(labelWeight: number): number {
  return PRIOR_UNKNOWN + (PRIOR_KNOWN_C2 - PRIOR_UNKNOWN) * clamp(labelWeight)
}

/** Of a service that a known-good list names, or that a large part of all clients uses. */
export const POPULAR_PRIOR = 0.01

/**
 * Of a client, by how much it scans, spams or floods (0 to 1). A client that does nothing of the kind is a
 * little less probable than 0.5 to be infected: just so much that an endpoint where `neutralShare` of the
 * clients act up is as probable as one nobody knows. At exactly 0.5 the clean clients of a large server would
 * not count at all, and its few infected ones would decide alone.
 */
export function clientPrior(actScore: number, neutralShare = NEUTRAL_SHARE): number {
  const clean = cleanPrior(neutralShare)
  return sigmoid(logOdds(clean) + (logOdds(PRIOR_SCANNING) - logOdds(clean)) * clamp(actScore))
}

/** Of consumers some per mille to one per cent are infected; what a server shares with everybody is below this. */
export const NEUTRAL_SHARE = 0.02

function cleanPrior(neutralShare: number): number {
  const infected = 2 * PRIOR_SCANNING - 1
  return (1 - (infected * neutralShare) / (1 - neutralShare)) / 2
}

/** Kept off 0 and 1, where log-odds have no end. */
const EDGE = 1e-6

export function logOdds(probability: number): number {
  const inside = Math.min(1 - EDGE, Math.max(EDGE, probability))
  return Math.log(inside / (1 - inside))
}

export function sigmoid(logOddsValue: number): number {
  return 1 / (1 + Math.exp(-logOddsValue))
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value))
}
