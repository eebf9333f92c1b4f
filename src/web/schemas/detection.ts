import { z } from 'zod'
import { Band, Endpoint, Instant, Sentence, Window } from './shared.ts'

export const Reason = Sentence.extend({
  /** Which kind of evidence: traffic size, clients, rhythm … */
  group: z.string(),
  /** Share of the score this reason carries; negative speaks against. */
  weight: z.number(),
})

export const Candidate = Endpoint.extend({
  /** Calibrated: of 100 such verdicts about so many are right, on the data the model card names. */
  probability: z.number().min(0).max(1),
  band: Band,
  /** Distinct subscribers seen talking to it. A count, never who. */
  clients: z.int(),
  reasons: z.array(Reason),
  /** Counter-evidence. */
  against: z.array(Reason),
})

/** `/candidates` and `detect --json`: best first. */
export const Candidates = z.object({
  window: Window,
  /** When it was computed; null when no detection has run yet. */
  detectedAt: Instant.nullable(),
  endpointCount: z.int(),
  candidates: z.array(Candidate),
})

/** `/cases/{id}/activity`: pictures of one endpoint. Each look is written to the audit. */
export const Activity = z.object({
  window: Window,
  hours: z.array(
    z.object({
      at: Instant,
      contacts: z.int(),
      clients: z.int(),
      octetsToServer: z.number(),
      octetsFromServer: z.number(),
    }),
  ),
  /** Octets per contact, in powers of two: count of contacts with 2^n ≤ octets < 2^(n+1). */
  sizes: z.array(z.object({ log2Octets: z.int(), toServer: z.int(), fromServer: z.int() })),
  /** One row per unnamed client (the busiest first, at most 12): instants of contacts. */
  rhythm: z.array(z.object({ contactsAt: z.array(Instant) })),
})

export type Reason = z.infer<typeof Reason>
export type Candidate = z.infer<typeof Candidate>
export type Candidates = z.infer<typeof Candidates>
export type Activity = z.infer<typeof Activity>
