import { formatEndpoint } from '../../core/endpoint.ts'
import type { EndpointFeatures } from '../../verdicts/index.ts'
import type { LabelLedger, Outcome } from '../../verdicts/labels/index.ts'

/** The view of these rows: a site's own flows, labelled by others and by people. */
export const OWN_VIEW = 'own'

/** A row of a site's own flows with what is known of it: a training sample without any name. */
export type LabelledRow = {
  readonly label: 0 | 1
  /** How sure the label is, 0 to 1. */
  readonly weight: number
  readonly values: ArrayLike<number>
}

export type LabelledRows = {
  readonly rows: readonly LabelledRow[]
  /** Positives by lists; and what people decided, either way. */
  readonly listed: number
  readonly confirmed: number
  readonly dismissed: number
  /** Known-good or a sinkhole by somebody's word: an example of nothing. */
  readonly excluded: number
  /** Independent voices behind the listed ones. */
  readonly voices: readonly string[]
}

/**
 * Labels rows of features. People overrule lists; a list is a weighted, dated statement about the window’s end; and what
 * nobody names is merely unlabelled, which the positive–unlabelled bagging of the trainer knows.
 *
 * @param atMs the end of the window that the rows are of
 */
export function labelRows(
  rows: readonly EndpointFeatures[],
  atMs: number,
  ledger: LabelLedger,
  outcomes: readonly Outcome[],
): LabelledRows {
  const decided = new Map(
    outcomes.map(({ endpoint, outcome }) => [formatEndpoint(endpoint), outcome]),
  )
  const clientsOf = new Map<string, number>()
  for (const { endpoint, facts } of rows)
    clientsOf.set(endpoint.address, (clientsOf.get(endpoint.address) ?? 0) + facts.clients)
  const counts = { listed: 0, confirmed: 0, dismissed: 0, excluded: 0 }
  const voices = new Set<string>()
  const labelled: LabelledRow[] = []
  for (const { endpoint, facts, values } of rows) {
    const outcome = decided.get(formatEndpoint(endpoint))
    if (outcome !== undefined) {
      counts[outcome]++
      labelled.push({ label: outcome === 'confirmed' ? 1 : 0, weight: 1, values })
      continue
    }
    const sharing = {
      portCount: facts.serverPorts,
      clientCount: clientsOf.get(endpoint.address)!,
      nameCount: null,
    }
    const said = ledger.label(endpoint, atMs, { sharing })
    if (said.kind === 'excluded') {
      counts.excluded++
      continue
    }
    const isPositive = said.kind === 'positive'
    if (isPositive) {
      counts.listed++
      for (const { voice, kind } of said.voices) if (kind === 'controller') voices.add(voice)
    }
    labelled.push({ label: isPositive ? 1 : 0, weight: isPositive ? said.weight : 1, values })
  }
  return { rows: labelled, ...counts, voices: [...voices].sort() }
}
