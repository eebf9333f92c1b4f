import type { FlowBatch } from '../../flows/wire/flow-batch.ts'
import { hashShare } from '../machines/mood.ts'
import type { Exporter } from './exporter.ts'

/** Bits: which directions of a conversation a router sees. */
export const SEES_FORWARD = 1
export const SEES_REVERSE = 2
const SEES_BOTH = SEES_FORWARD | SEES_REVERSE

/** Different words make the two choices about a pair of hosts independent. */
const DUPLICATE_SALT = 0x5bd1e995
const ASYMMETRY_SALT = 0x1b873593

/**
 * What `exporter` sees of a conversation. Routes belong to pairs of hosts: all conversations of a pair
 * take the same one. A border router sees again what is duplicated, and is the only one to see the
 * answers that come back another way.
 */
export function visibility(exporter: Exporter, flows: FlowBatch, row: number): number {
  if (exporter.role === 'access') {
    if (flows.observationDomain[row] !== exporter.observationDomain) return 0
    return exporter.asymmetricShare > 0 && isAsymmetric(exporter, flows, row)
      ? fromSubscriber(exporter, flows, row)
      : SEES_BOTH
  }
  const isDuplicated = hashShare(DUPLICATE_SALT, pairOf(flows, row)) < exporter.duplicateShare
  const isElsewhere = isAsymmetric(exporter, flows, row)
  if (isDuplicated) return SEES_BOTH
  return isElsewhere ? SEES_BOTH - fromSubscriber(exporter, flows, row) : 0
}

function isAsymmetric({ asymmetricShare }: Exporter, flows: FlowBatch, row: number): boolean {
  return hashShare(ASYMMETRY_SALT, pairOf(flows, row)) < asymmetricShare
}

/** The direction that leaves the ISP: a subscriber's packets always pass its own router. */
function fromSubscriber({ upstreamInterface }: Exporter, flows: FlowBatch, row: number): number {
  return flows.ingressInterface[row] === upstreamInterface ? SEES_REVERSE : SEES_FORWARD
}

/** The same for both directions. */
function pairOf({ srcAddressWords, dstAddressWords }: FlowBatch, row: number): number {
  return srcAddressWords[4 * row + 3]! ^ dstAddressWords[4 * row + 3]!
}
