import { formatAddress } from '../../core/address.ts'
import type { ServiceEndpoint as Endpoint } from '../../core/endpoint.ts'
import { protocolName } from '../../core/protocol.ts'
import type { Botnet, Channel, EndpointRole } from '../attackers/botnet.ts'
import type { Service } from '../machines/service.ts'

/**
 * What was planted, for training and for scoring a detector that never sees it. Every address in it
 * is invented.
 */
export type PlantedEndpoint = Endpoint & {
  readonly family: string
  /** Endpoints of one botnet have the same number; null where nobody knows of one. */
  readonly botnet: number | null
  /** Subscribers' devices that contact it. */
  readonly bots: number
  readonly kind: EndpointRole | 'scanner'
  readonly intervalSeconds: number
  /** Half width of the deviation, as a share of the interval. */
  readonly jitter: number
  /** `renewal`: a sleep after each contact. `grid`: a timetable. */
  readonly schedule: 'renewal' | 'grid'
  /** The program rests at some hours of the day. */
  readonly rests: boolean
  /** What its bots meet: it lives, is flaky, or is dead in one of three ways. */
  readonly state: 'live' | 'flaky' | 'silent' | 'refusing' | 'unreachable'
  readonly isPadded: boolean
  readonly shared: Channel['shared']
  /** The address is one of several that take turns. */
  readonly isMoving: boolean
  readonly activity: string
  readonly isCommanded: boolean
  /** Sampling intervals of the exporters that see its bots, ascending. */
  readonly sampling: readonly number[]
  /** Hours after the start of the run between which bots contact it; null: to the end. */
  readonly activeFromHour: number
  readonly activeToHour: number | null
}

/** An innocent endpoint that could be mistaken. */
export type Trap = Endpoint & {
  readonly kind: string
  /** Devices whose programs talk to it of their own accord; null where people decide. */
  readonly clients: number | null
  /** A flood with forged sources makes it look as if half the ISP were its bots. */
  readonly isFramed: boolean
}

const STATES = {
  yes: 'live',
  flaky: 'flaky',
  none: 'silent',
  reset: 'refusing',
  unreachable: 'unreachable',
} as const

/** One entry for each endpoint of a botnet. */
export function describeBotnet(botnet: Botnet, number: number): readonly PlantedEndpoint[] {
  return botnet.channels.flatMap((channel) => describeChannel(botnet, channel, number))
}

export function describeChannel(
  { family, activity, commands }: Pick<Botnet, 'family' | 'activity' | 'commands'>,
  channel: Channel,
  botnet: number | null,
): readonly PlantedEndpoint[] {
  const { profile, clients, services, appearsAfterMs, endsAfterMs } = channel
  const sampling = new Set(clients.map(({ household }) => household.exporter.samplingInterval))
  const isMoving = services.length > 1
  // Of a moving endpoint the first turn is told; an edge of a delivery network may always be one.
  const turnMs = isMoving && channel.shared === 'no' ? channel.rotationMs : undefined
  return services.map((service, index) => ({
    ...endpointOf(service),
    family: family.kind,
    botnet,
    bots: clients.length,
    kind: channel.role,
    intervalSeconds: Math.round(profile.intervalMs) / 1000,
    jitter: Math.round(profile.jitter * 1000) / 1000,
    schedule: profile.schedule === 'grid' ? 'grid' : 'renewal',
    rests: profile.hours !== undefined,
    state: STATES[profile.answer],
    isPadded: profile.paddingOctetsMax > 0,
    shared: channel.shared,
    isMoving,
    activity,
    isCommanded: commands !== undefined,
    sampling: [...sampling].sort((a, b) => a - b),
    activeFromHour: hours(Math.max(appearsAfterMs, turnMs === undefined ? 0 : index * turnMs)),
    activeToHour: hoursOrNull(turnMs === undefined ? endsAfterMs : (index + 1) * turnMs),
  }))
}

/** The address by which a report knows a service; IPv4 where it has both. */
export function endpointOf({ ipv4, ipv6, protocol, port }: Service): Endpoint {
  return { address: formatAddress(ipv4 ?? ipv6!), protocol: protocolName(protocol), port }
}

/** All of them, for a service that has both families. */
export function endpointsOf({ ipv4, ipv6, protocol, port }: Service): readonly Endpoint[] {
  return [ipv4, ipv6]
    .filter((octets) => octets !== undefined)
    .map((octets) => ({
      address: formatAddress(octets),
      protocol: protocolName(protocol),
      port,
    }))
}

const hours = (ms: number): number => Math.round(ms / 36_000) / 100

const hoursOrNull = (ms: number): number | null => (Number.isFinite(ms) ? hours(ms) : null)
