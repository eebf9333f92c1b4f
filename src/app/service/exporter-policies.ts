import { parseAddress } from '../../core/address.ts'
import { parsePrefix } from '../../core/prefix.ts'
import { SECOND_MS } from '../../core/time-span.ts'
import {
  type ExporterPolicy,
  type PolicyException,
  policyOf,
} from '../../flows/collect/exporter-policy.ts'
import type { SamplingPolicy } from '../../flows/wire/flow-decoder.ts'
import type { Configuration } from '../configuration.ts'

type Settings = Pick<Configuration, 'exporterLimits' | 'sampling' | 'clockSkew'>

/** What the configuration says of every exporter. */
export function generalPolicy({ exporterLimits, sampling, clockSkew }: Settings): ExporterPolicy {
  return {
    recordsPerSecondMax: exporterLimits.recordsPerSecondMax,
    sampling: samplingPolicy(sampling),
    clock: { skewMaxMs: clockSkew.secondsMax * SECOND_MS, isCorrected: clockSkew.correct },
  }
}

/** What it says of some. */
export function policyExceptions({
  exporterLimits,
  sampling,
}: Omit<Settings, 'clockSkew'>): PolicyException[] {
  return [
    ...exporterLimits.byPrefix.map(({ prefix, recordsPerSecondMax }) => ({
      prefix: parsePrefix(prefix)!,
      recordsPerSecondMax,
    })),
    ...sampling.byPrefix.map(({ prefix, ...policy }) => ({
      prefix: parsePrefix(prefix)!,
      sampling: samplingPolicy(policy),
    })),
  ]
}

/** What it says of the exporter with that address, as text. */
export function policyByAddress(settings: Settings): (address: string) => ExporterPolicy {
  const general = generalPolicy(settings)
  const exceptions = policyExceptions(settings)
  return (address) => policyOf(parseAddress(address)!, general, exceptions)
}

function samplingPolicy(
  policy: Pick<Settings['sampling'], 'missing' | 'assume' | 'override'>,
): SamplingPolicy {
  return {
    missing: policy.missing === 'reject' ? 0 : policy.assume,
    override: policy.override ?? 0,
  }
}
