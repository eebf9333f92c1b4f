export type ExportProtocol = 'netflow9' | 'ipfix' | 'sflow5'

/** A router at the edge of the access network, and how it is configured to export. */
export type Exporter = {
  readonly name: string
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
}

/** Five routers that differ in what real networks differ in. `samplingInterval` overrides all. */
export function planExporters(samplingInterval?: number): readonly Exporter[] {
  return ROUTERS.map((router, index) => ({
    ...COMMON,
    ...router,
    samplingInterval: samplingInterval ?? router.samplingInterval,
    address: `127.0.1.${index + 1}`,
    observationDomain: index + 1,
  }))
}

const COMMON = {
  exportsBiflows: false,
  announcesSampler: true,
  upstreamInterface: 1,
  transitInterface: 2,
  firstAccessInterface: 10,
  accessInterfaceCount: 8,
  activeTimeoutMs: 60_000,
  inactiveTimeoutMs: 15_000,
} as const

const ROUTERS = [
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
] as const satisfies readonly (Partial<Exporter> & Pick<Exporter, 'name' | 'protocol'>)[]
