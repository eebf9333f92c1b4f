import type { SeededRandom } from '../../core/random.ts'
import type { Artefacts } from '../plan/artefacts.ts'

export type ExportProtocol = 'netflow9' | 'ipfix' | 'sflow5'

/** A router, and how it is configured to export. */
export type Exporter = {
  readonly name: string
  /** `access` routers have subscribers; a `border` router sees some of their traffic again. */
  readonly role: 'access' | 'border'
  /** Loopback address its datagrams are sent from, where the system allows it. */
  readonly address: string
  readonly protocol: ExportProtocol
  /** One packet in so many is seen; 1 = all. */
  readonly samplingInterval: number
  /** Announces the sampler by id (NetFlow v9 48/49/50, IPFIX 302 ff.) rather than one rate (34/35). */
  readonly announcesSampler: boolean
  /** Exports RFC 5103 biflows; otherwise one record for each direction. */
  readonly exportsBiflows: boolean
  readonly observationDomain: number
  /** The interface that faces the Internet. */
  readonly upstreamInterface: number
  /** The interface of another network whose traffic this ISP carries. */
  readonly transitInterface: number
  /** Subscribers are on this interface and the ones above it. */
  readonly firstAccessInterface: number
  readonly accessInterfaceCount: number
  readonly activeTimeoutMs: number
  readonly inactiveTimeoutMs: number
  /** Share of the subscribers behind it. */
  readonly subscriberShare: number
  /** How far its clock is off; see `Artefacts` for this and what follows. */
  readonly clockSkewMs: number
  readonly lossShare: number
  readonly residueShare: number
  readonly duplicateShare: number
  readonly asymmetricShare: number
}

/**
 * Five routers that differ in what real networks differ in, and a sixth at the border where the
 * artefacts ask for one. `sampling` overrules the interval of all.
 */
export function planExporters(
  sampling: number | undefined,
  artefacts: Artefacts,
  random: SeededRandom,
): readonly Exporter[] {
  const hasBorder = artefacts.duplicateShare + artefacts.asymmetricShare > 0
  const slow = random.integer(ACCESS_ROUTERS.length)
  return [...ACCESS_ROUTERS, ...(hasBorder ? [BORDER_ROUTER] : [])].map((router, index) => ({
    ...COMMON,
    ...router,
    ...(artefacts.hasMixedTimeouts ? drawTimeouts(random) : {}),
    samplingInterval: sampling ?? router.samplingInterval,
    protocol: protocolOf(router, sampling),
    address: `127.0.1.${index + 1}`,
    observationDomain: index + 1,
    clockSkewMs: index === slow ? artefacts.clockSkewMs : 0,
    lossShare: artefacts.exportLossShare,
    residueShare: artefacts.residueShare,
    duplicateShare: artefacts.duplicateShare,
    asymmetricShare: artefacts.asymmetricShare,
  }))
}

/** Nobody lets an sFlow agent report every packet: where nearly all are seen, a flow cache counts them. */
const SFLOW_SAMPLING_MIN = 8

function protocolOf({ protocol }: Router, sampling: number | undefined): ExportProtocol {
  const isDense = sampling !== undefined && sampling < SFLOW_SAMPLING_MIN
  return protocol === 'sflow5' && isDense ? 'ipfix' : protocol
}

function drawTimeouts(random: SeededRandom): {
  activeTimeoutMs: number
  inactiveTimeoutMs: number
} {
  return {
    activeTimeoutMs: 1000 * random.pick([60, 60, 120, 300, 1800]),
    inactiveTimeoutMs: 1000 * random.pick([10, 15, 15, 30, 60]),
  }
}

const COMMON = {
  role: 'access',
  exportsBiflows: false,
  announcesSampler: true,
  upstreamInterface: 1,
  transitInterface: 2,
  firstAccessInterface: 10,
  accessInterfaceCount: 8,
  activeTimeoutMs: 60_000,
  inactiveTimeoutMs: 15_000,
} as const

type Router = Partial<Exporter> &
  Pick<Exporter, 'name' | 'protocol' | 'samplingInterval' | 'subscriberShare'>

const ACCESS_ROUTERS: readonly Router[] = [
  {
    name: 'apartments',
    protocol: 'netflow9',
    samplingInterval: 1,
    announcesSampler: false,
    activeTimeoutMs: 120_000,
    subscriberShare: 0.08,
  },
  { name: 'suburb', protocol: 'ipfix', samplingInterval: 10, subscriberShare: 0.34 },
  { name: 'city', protocol: 'sflow5', samplingInterval: 64, subscriberShare: 0.22 },
  { name: 'region', protocol: 'netflow9', samplingInterval: 100, subscriberShare: 0.3 },
  {
    name: 'campus',
    protocol: 'ipfix',
    samplingInterval: 1,
    announcesSampler: false,
    exportsBiflows: true,
    activeTimeoutMs: 120_000,
    subscriberShare: 0.06,
  },
]

/** Its interfaces to the access routers count as inside, as those of a real core do. */
const BORDER_ROUTER: Router = {
  name: 'border',
  role: 'border',
  protocol: 'netflow9',
  samplingInterval: 100,
  subscriberShare: 0,
  accessInterfaceCount: 1,
}
