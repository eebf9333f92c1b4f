import type { EndpointFeatures } from './features/extract-features.ts'
import type { EvidenceGroup } from './features/feature.ts'

export type Band = 'watch' | 'suspected' | 'share-candidate'

/** From here an analyst should look. */
export const SUSPECTED_PROBABILITY_MIN = 0.5
/** From here sharing may be proposed to a person; nothing is shared without one. */
export const SHARE_PROBABILITY_MIN = 0.9
/** What one subscriber's device does can have one subscriber's reasons. */
export const SHARE_CLIENTS_MIN = 3
/** Kinds of evidence that must each carry at least this share of the score. */
export const SHARE_GROUPS_MIN = 2
export const INDEPENDENT_WEIGHT_MIN = 0.1
/** Where so much is missing, an answer that would acquit may be among it. */
export const SHARE_LOSS_MAX = 0.1

/**
 * How a probability may be read. A server that only ever got knocked at is never for sharing: SYN-only
 * evidence cannot prove what the server is (docs/explanation/detection.md).
 *
 * @param suspectedFrom what the operator's budget of wrong endpoints leaves (budget.ts)
 */
export function bandOf(
  probability: number,
  row: Pick<EndpointFeatures, 'facts' | 'isOnlyKnocked' | 'isPrivate'>,
  supporting: ReadonlyMap<EvidenceGroup, number>,
  suspectedFrom: number = SUSPECTED_PROBABILITY_MIN,
): Band {
  if (probability < suspectedFrom) return 'watch'
  const groups = [...supporting.values()].filter((weight) => weight >= INDEPENDENT_WEIGHT_MIN)
  const isShareable =
    probability >= SHARE_PROBABILITY_MIN &&
    row.facts.clients >= SHARE_CLIENTS_MIN &&
    groups.length >= SHARE_GROUPS_MIN &&
    row.facts.loss < SHARE_LOSS_MAX &&
    !row.isOnlyKnocked &&
    !row.isPrivate
  return isShareable ? 'share-candidate' : 'suspected'
}
