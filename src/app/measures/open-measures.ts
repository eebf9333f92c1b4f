import type { Registry } from '../../cases/index.ts'
import { addressesIn } from '../../cases/registry/address-mention.ts'
import type { EstimateCollateral } from '../../core/collateral-estimate.ts'
import type { Database } from '../../db/database.ts'
import type { Warning } from '../../gate/warning/warning.ts'
import { ConsentLedger, SubscriberLinks } from '../../measures/consent/index.ts'
import { type PlannedDevice, Planner, type PlannerPorts } from '../../measures/plan/index.ts'
import type { People } from '../../people/index.ts'
import type { Configuration } from '../configuration.ts'
import { personReach } from '../person-reach.ts'
import { subscriberTest } from '../subscriber-test.ts'
import { drawOctets, systemClock } from '../system-ports.ts'

/** Cases of one page. */
const PAGE_SIZE = 1_000

/** Without a device a plan is made for one of each sort without bounds, so that it can be looked at. */
export const PREVIEW_DEVICES: readonly PlannedDevice[] = [
  { name: 'any-firewall', kind: 'nftables', capacity: { targets: null, sources: null } },
  { name: 'any-resolver', kind: 'rpz', capacity: { targets: null, sources: null } },
]

export type OpenedMeasures = {
  readonly consent: ConsentLedger
  readonly subscriberLinks: SubscriberLinks
  readonly planner: Planner
}

/** The ledger and the planner as they are configured here, wherever the database is open. */
export async function openMeasures(
  {
    database,
    people,
    registry,
    configuration,
  }: {
    readonly database: Database
    readonly people: People
    readonly registry: Pick<Registry, 'told'>
    readonly configuration: Configuration
  },
  ports: {
    readonly devices?: () => readonly PlannedDevice[]
    /** What hubs say, whatever its state. */
    readonly received?: () => Iterable<Warning>
    readonly knownGood?: PlannerPorts['knownGood']
    readonly estimate?: EstimateCollateral
  } = {},
): Promise<OpenedMeasures> {
  const consent = await ConsentLedger.open(database, systemClock)
  const isSubscriber = subscriberTest(configuration)
  const { additionsMax, needsTwo, bandMin } = configuration.measures.plan
  const planner = await Planner.open(
    database,
    systemClock,
    consent,
    {
      warnings: async () => [...(await allTold(registry)), ...(ports.received?.() ?? [])],
      devices: ports.devices ?? (() => PREVIEW_DEVICES),
      rolesOf: (actor) => personReach(people, actor),
      namesSubscriber: (text) => addressesIn(text).some(isSubscriber),
      ...(ports.knownGood ? { knownGood: ports.knownGood } : {}),
      ...(ports.estimate ? { estimate: ports.estimate } : {}),
    },
    { additionsMax, needsTwo, bandMin },
  )
  const subscriberLinks = new SubscriberLinks(database, systemClock, drawOctets)
  return { consent, subscriberLinks, planner }
}

async function allTold(registry: Pick<Registry, 'told'>): Promise<Warning[]> {
  const warnings: Warning[] = []
  let afterId = ''
  for (;;) {
    const page = await registry.told({ afterId, limit: PAGE_SIZE })
    warnings.push(...page)
    const last = page.at(-1)
    if (!last || page.length < PAGE_SIZE) return warnings
    afterId = last.id
  }
}
