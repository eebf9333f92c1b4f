import { parseAddress } from '../../core/address.ts'
import { parsePrefix, prefixContains } from '../../core/prefix.ts'
import type { EndpointRole } from '../attackers/botnet.ts'
import { CountryError } from '../errors.ts'
import type { RecordedFlow } from './recorded-flow.ts'

/** Real traffic, made ready to be replayed by subscribers of a country. The recording is not changed. */
export type Recording = {
  readonly kind: 'channel' | 'host'
  /** Family of a C2 channel, or kind of a trap. */
  readonly label: string
  /** Undefined: innocent. */
  readonly role: EndpointRole | undefined
  /** Ascending; `startMs` counts from the first one. */
  readonly flows: readonly RecordedFlow[]
  /** After so long it starts again. */
  readonly spanMs: number
  /** Epoch ms of the first flow. */
  readonly recordedAtMs: number
  readonly copies: number
  /** Each copy deviates by up to this share of the recording's median gap. */
  readonly jitter: number
  /** One packet in so many is kept, beside what exporters sample. */
  readonly thinning: number
  readonly isRepeated: boolean
  /** `independent`: each copy starts anywhere in the recording. `time-of-day`: at the recorded hour. */
  readonly phase: 'independent' | 'time-of-day'
}

export type RecordingOptions = {
  readonly label?: string
  /** Subscribers that replay it; default 1. */
  readonly copies?: number
  readonly jitter?: number
  readonly thinning?: number
  /** Begins again at its end, as long as the country lives; default true. */
  readonly isRepeated?: boolean
  readonly phase?: Recording['phase']
}

const FLOWS_MAX = 2_000_000
/** What stays inside a house, and no router of an ISP ever sees. */
const LOCAL = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '127.0.0.0/8',
  '224.0.0.0/3',
  '0.0.0.0/8',
  'fe80::/10',
  'fc00::/7',
  'ff00::/8',
  '::/128',
  '::1/128',
].map((text) => parsePrefix(text)!)

/**
 * A channel between clients and a server, to be planted: the server gets an address of the country's
 * outside and keeps its port, each copy a subscriber's device and a phase of its own.
 *
 * @param options.role what the server is; undefined makes it a trap
 * @throws CountryError RECORDING_UNUSABLE without flows, or with too many
 */
export function recordedChannel(
  flows: readonly RecordedFlow[],
  options: RecordingOptions & { readonly role?: EndpointRole } = {},
): Recording {
  return record('channel', flows, options, options.role)
}

/**
 * All traffic of an innocent machine. Servers that two recorded hosts have in common stay common.
 * What never leaves a house (private, link-local, multicast) is left out.
 *
 * @throws CountryError RECORDING_UNUSABLE
 */
export function recordedHost(
  flows: readonly RecordedFlow[],
  options: RecordingOptions = {},
): Recording {
  return record('host', routedFlows(flows), { phase: 'time-of-day', ...options }, undefined)
}

/** What leaves a house: to servers that are neither private nor link-local nor multicast. */
export function routedFlows(flows: readonly RecordedFlow[]): readonly RecordedFlow[] {
  return flows.filter(({ server }) => {
    const octets = parseAddress(server)
    return octets !== undefined && !LOCAL.some((prefix) => prefixContains(prefix, octets))
  })
}

function record(
  kind: Recording['kind'],
  flows: readonly RecordedFlow[],
  options: RecordingOptions,
  role: EndpointRole | undefined,
): Recording {
  if (flows.length === 0 || flows.length > FLOWS_MAX)
    throw new CountryError(
      'RECORDING_UNUSABLE',
      `a recording needs 1 to ${FLOWS_MAX} usable flows, and this one has ${flows.length}`,
    )
  const sorted = [...flows].sort((a, b) => a.startMs - b.startMs)
  const firstMs = sorted[0]!.startMs
  const rebased = sorted.map((flow) => ({ ...flow, startMs: flow.startMs - firstMs }))
  const last = rebased.at(-1)!.startMs
  return {
    kind,
    label: options.label ?? 'recorded',
    role,
    flows: rebased,
    // One usual gap lies between the last flow and the first of the next round.
    spanMs: last + Math.max(1000, last / Math.max(1, rebased.length - 1)),
    recordedAtMs: firstMs,
    copies: options.copies ?? 1,
    jitter: options.jitter ?? 0,
    thinning: options.thinning ?? 1,
    isRepeated: options.isRepeated ?? true,
    phase: options.phase ?? 'independent',
  }
}
