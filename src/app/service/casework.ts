import type { Logger } from 'pino'
import {
  createListEvidence,
  createLists,
  type ListEvidence,
  type Lists,
  type Registry,
} from '../../cases/index.ts'
import type { EstimateCollateral } from '../../core/collateral-estimate.ts'
import type { Database } from '../../db/database.ts'
import type { AuditLog } from '../../flows/store/audit-log.ts'
import type { FlowStore } from '../../flows/store/flow-store.ts'
import type { People } from '../../people/index.ts'
import type { AuditDesk } from '../../web/ports/ports.ts'
import { accountedRegistry } from '../accounted-registry.ts'
import type { Configuration } from '../configuration.ts'
import type { DataDirectory } from '../data-directory.ts'
import { readParquetTable } from '../lists/parquet-table.ts'
import { tellingLists } from '../lists/telling-lists.ts'
import { openOperationalDatabase } from '../operational-database.ts'
import { HubMembership } from '../outbox/hub-membership.ts'
import { tellingRegistry } from '../outbox/telling-registry.ts'
import { subscriberTest } from '../subscriber-test.ts'
import { systemClock } from '../system-ports.ts'
import { auditDesk } from './audit-desk.ts'
import { CaseMaintenance } from './case-maintenance.ts'
import { configuredRegistry } from './case-registry.ts'
import { collateralEstimator } from './collateral.ts'
import { FlowExtent } from './flow-extent.ts'
import { ListRefresh } from './list-refresh.ts'
import { contactLook } from './look-at-contact.ts'
import { configuredPeople } from './sign-in.ts'

export type Casework = {
  readonly database: Database
  readonly people: People
  readonly lists: Lists
  readonly listEvidence: ListEvidence
  readonly registry: Registry
  readonly auditDesk: AuditDesk
  readonly extent: FlowExtent
  readonly membership: HubMembership
  readonly estimate: EstimateCollateral
  /** From now on estimates of harm tell who agreed. */
  weighConsent(sources: () => readonly string[] | null): void
  /** Called with the case of which the world is told something new. */
  onTold(listener: (id: string) => void): void
}

/** What people decide on, and what keeps it current: registry, lists, leases. */
export async function startCasework(
  stack: AsyncDisposableStack,
  options: {
    readonly directory: DataDirectory
    readonly configuration: Configuration
    readonly logger: Logger
    readonly store: FlowStore
    readonly audit: AuditLog
  },
): Promise<Casework> {
  const { directory, configuration, logger, store } = options
  const database = stack.use(await openOperationalDatabase(directory))
  const people = configuredPeople(database, configuration)
  const listEvidence = createListEvidence(database, systemClock)
  const lists = tellingLists(
    createLists(database, systemClock, {
      isSubscriber: subscriberTest(configuration),
      readTable: readParquetTable,
    }),
    listEvidence,
  )
  const listRefresh = new ListRefresh(lists, logger)
  listRefresh.start()
  stack.defer(() => listRefresh.stop())
  const extent = new FlowExtent(store, systemClock)
  const { subscriberPrefixes } = configuration
  let consenting: () => readonly string[] | null = () => null
  const looks = { store, extent, lists, subscriberPrefixes, clock: systemClock }
  const desk = auditDesk(directory.audit, options.audit)
  const estimate = collateralEstimator({ ...looks, consenting: () => consenting() })
  const inAudit = accountedRegistry(
    configuredRegistry(database, people, configuration, { estimate }),
    desk,
  )
  const dataDirectory = directory.root
  const membership = new HubMembership({ dataDirectory, configuration, database, logger })
  const listeners = new Set<(id: string) => void>([(id) => membership.wake(id)])
  const registry = tellingRegistry(inAudit, (id) => {
    for (const tell of listeners) tell(id)
  })
  const maintenance = new CaseMaintenance({
    registry,
    listEvidence,
    look: contactLook(looks),
    clock: systemClock,
    logger,
  })
  maintenance.start()
  stack.defer(() => maintenance.stop())
  membership.start(registry)
  stack.defer(() => membership.stop())
  return {
    database,
    people,
    lists,
    listEvidence,
    registry,
    auditDesk: desk,
    extent,
    membership,
    estimate,
    weighConsent: (sources) => {
      consenting = sources
    },
    onTold: (listener) => void listeners.add(listener),
  }
}
