import { type Prefix, prefixContains } from '../../core/prefix.ts'
import type { SamplingPolicy } from '../wire/flow-decoder.ts'

/** What the operator decided about an exporter. */
export type ExporterPolicy = {
  /** Above it datagrams are thinned, and their sampling interval multiplied; see ExporterLimit. */
  readonly recordsPerSecondMax: number
  readonly sampling: SamplingPolicy
  readonly clock: ClockPolicy
}

export type ClockPolicy = {
  /** An exporter's clock that is further off is wrong, not late; so is a start further in the future. */
  readonly skewMaxMs: number
  /** Whether start times are then corrected by it. */
  readonly isCorrected: boolean
}

/** One of the operator's exceptions. */
export type PolicyException = { readonly prefix: Prefix } & Partial<ExporterPolicy>

/** A small exporter sends tens of records a second, the largest router some hundred thousand. */
export const DEFAULT_POLICY: ExporterPolicy = {
  recordsPerSecondMax: 1_000_000,
  sampling: { missing: 1, override: 0 },
  clock: { skewMaxMs: 60_000, isCorrected: true },
}

/** The policy for an exporter: of each setting the exception with the longest prefix counts. */
export function policyOf(
  exporter: Uint8Array,
  general: ExporterPolicy,
  exceptions: readonly PolicyException[],
): ExporterPolicy {
  const fromGeneral = exceptions
    .filter(({ prefix }) => prefixContains(prefix, exporter))
    .sort((a, b) => a.prefix.length - b.prefix.length)
  let policy = general
  for (const { prefix: _prefix, ...special } of fromGeneral) policy = { ...policy, ...special }
  return policy
}
