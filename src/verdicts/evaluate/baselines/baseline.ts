import type { Bilingual } from '../../../core/bilingual.ts'
import type { ServiceEndpoint } from '../../../core/endpoint.ts'

/** What the published methods need to know of one endpoint; read once, in read-facts.ts. */
export type BaselineFacts = {
  readonly endpoint: ServiceEndpoint
  /** Records from clients, as they were exported. */
  readonly records: number
  readonly clients: number
  /** Clients that send mostly SYNs and got past a SYN here. */
  readonly candidateBots: number
  /** RITA's score of its best pair, 0–1; NaN when no pair has enough contacts. */
  readonly ritaMax: number
  /** Elastic's beaconing score of its best pair and window, 0–3. */
  readonly elasticMax: number
  /** DISCLOSURE's features, in the order of disclosure-features.ts. */
  readonly disclosure: Float64Array
  /** 1 = address and port listed at that time, 0.5 = the address alone, 0 = neither; NaN without lists. */
  readonly listed: number
}

/** A method to be compared with, on the same rows in the same run. */
export type Baseline = {
  /** Name in JSON; never changed once published. */
  readonly name: string
  readonly title: Bilingual
  /** Where it was published, and what of it was left out here. */
  readonly source: Bilingual
  /** Higher is more suspicious; −∞ where it has no opinion. */
  readonly score: (facts: BaselineFacts) => number
}

export const NO_OPINION = Number.NEGATIVE_INFINITY
