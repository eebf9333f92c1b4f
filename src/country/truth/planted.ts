import { formatAddress } from '../../core/address.ts'
import { FAMILY_DEFAULTS } from '../attackers/c2-family.ts'
import type { Inhabitants } from '../plan/inhabitants.ts'
import { type InstalledRecording, servicesOf } from '../recorded/installed-recording.ts'
import { describeBotnet, describeChannel, endpointOf, type PlantedEndpoint } from './truth.ts'

/** Everything that was planted: botnets, sinkholes, scanners, recorded channels with a role. */
export function plantedEndpoints(inhabitants: Inhabitants): readonly PlantedEndpoint[] {
  const { botnets, sinkhole, scanners, recordings } = inhabitants
  const nobody = {
    family: { ...FAMILY_DEFAULTS, ...UNNAMED },
    activity: 'none',
    commands: undefined,
  } as const
  return [
    ...botnets.flatMap(describeBotnet),
    ...mergedSinkhole(
      sinkhole.flatMap((channel) =>
        describeChannel(
          { ...nobody, family: { ...nobody.family, kind: 'sinkhole' } },
          channel,
          null,
        ),
      ),
    ),
    ...scanners.map((octets) => describeScanner(formatAddress(octets))),
    ...recordings.flatMap(describeRecording),
  ]
}

const UNNAMED = { kind: '', name: { en: '', ja: '' }, ports: [] } as const

/** What is not known of scanners and recordings. */
const BLANK = {
  botnet: null,
  bots: 0,
  intervalSeconds: 0,
  jitter: 0,
  schedule: 'renewal',
  rests: false,
  state: 'live',
  isPadded: false,
  shared: 'no',
  isMoving: false,
  activity: 'none',
  isCommanded: false,
  sampling: [],
  activeFromHour: 0,
  activeToHour: null,
} as const

/** A scanner is a source only: it has no port that anybody calls. */
function describeScanner(address: string): PlantedEndpoint {
  return { ...BLANK, address, protocol: 'tcp', port: 0, family: 'inbound-scan', kind: 'scanner' }
}

function mergedSinkhole(entries: readonly PlantedEndpoint[]): readonly PlantedEndpoint[] {
  const [first] = entries
  return first ? [{ ...first, bots: entries.reduce((sum, { bots }) => sum + bots, 0) }] : []
}

function describeRecording(installed: InstalledRecording): readonly PlantedEndpoint[] {
  const { recording, devices } = installed
  const { role, label, flows, spanMs, jitter } = recording
  if (role === undefined) return []
  const isAnswered = flows.some(({ isFromServer, packets, reversePackets }) =>
    isFromServer ? packets > 0 : reversePackets > 0,
  )
  const sampling = new Set(devices.map(({ household }) => household.exporter.samplingInterval))
  return servicesOf(installed).map((service) => ({
    ...BLANK,
    ...endpointOf(service),
    family: label,
    kind: role,
    bots: devices.length,
    intervalSeconds: Math.round(spanMs / flows.length) / 1000,
    jitter,
    state: isAnswered ? 'live' : 'silent',
    sampling: [...sampling].sort((a, b) => a - b),
  }))
}
