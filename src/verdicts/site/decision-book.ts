import { z } from 'zod'

/**
 * What models said of endpoints that people then decided on. A score is frozen once somebody has decided,
 * or a decision would be judged by what it caused.
 */
export type BookedDecision = {
  /** Text of a server's endpoint. */
  readonly endpoint: string
  /** Probability by model identifier, before any correction for the site. */
  readonly probabilities: Readonly<Record<string, number>>
  readonly decision: 'confirmed' | 'dismissed' | null
  /** When it was decided, or last seen undecided. */
  readonly atMs: number
}

export type DecisionBook = { readonly version: 1; readonly entries: readonly BookedDecision[] }

/** The newest: a site changes, and so do the people. */
export const BOOK_ENTRIES_MAX = 5_000

export const EMPTY_BOOK: DecisionBook = { version: 1, entries: [] }

const BookSchema = z.object({
  version: z.literal(1),
  entries: z
    .array(
      z.object({
        endpoint: z.string(),
        probabilities: z.record(z.string(), z.number().min(0).max(1)),
        decision: z.enum(['confirmed', 'dismissed']).nullable(),
        atMs: z.number(),
      }),
    )
    .max(BOOK_ENTRIES_MAX),
})

export function parseDecisionBook(json: unknown): DecisionBook {
  const parsed = BookSchema.safeParse(json)
  return parsed.success ? parsed.data : EMPTY_BOOK
}

/** A case as the registry has it now. */
export type KnownCase = {
  readonly endpoint: string
  readonly decision: 'confirmed' | 'dismissed' | null
  readonly changedAtMs: number
}

/**
 * Brings the book up to date after a run of detection.
 *
 * @param scored probabilities of this run by endpoint and model; what was not seen keeps what it had
 */
export function bookDecisions(
  book: DecisionBook,
  cases: readonly KnownCase[],
  scored: (endpoint: string) => Readonly<Record<string, number>> | undefined,
): DecisionBook {
  const before = new Map(book.entries.map((entry) => [entry.endpoint, entry]))
  for (const { endpoint, decision, changedAtMs } of cases) {
    const known = before.get(endpoint)
    const seen = scored(endpoint)
    // A model that came later scores what was decided before it: its first word on it counts.
    const probabilities =
      known?.decision && decision === known.decision
        ? { ...seen, ...known.probabilities }
        : { ...known?.probabilities, ...(decision && known ? {} : seen) }
    if (Object.keys(probabilities).length === 0) continue
    before.set(endpoint, {
      endpoint,
      probabilities,
      decision,
      atMs: decision && known?.decision === decision ? known.atMs : changedAtMs,
    })
  }
  const entries = [...before.values()]
    .sort((a, b) => b.atMs - a.atMs || (a.endpoint < b.endpoint ? -1 : 1))
    .slice(0, BOOK_ENTRIES_MAX)
  return { version: 1, entries }
}

/** Decided entries that a model had scored, oldest first. */
export function decisionsOf(
  { entries }: DecisionBook,
  model: string,
): { readonly probability: number; readonly isConfirmed: boolean; readonly atMs: number }[] {
  return entries
    .flatMap(({ decision, probabilities, atMs }) => {
      const probability = probabilities[model]
      return decision === null || probability === undefined
        ? []
        : [{ probability, isConfirmed: decision === 'confirmed', atMs }]
    })
    .sort((a, b) => a.atMs - b.atMs)
}
