import { createRegistry, type LeasePolicy, type Registry } from '../../cases/index.ts'
import type { EstimateCollateral } from '../../core/collateral-estimate.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import type { Database } from '../../db/database.ts'
import type { People } from '../../people/index.ts'
import type { Configuration } from '../configuration.ts'
import { personReach } from '../person-reach.ts'
import { subscriberTest } from '../subscriber-test.ts'
import { systemClock } from '../system-ports.ts'

/** The registry as it is configured here, wherever the database is open. */
export function configuredRegistry(
  database: Database,
  people: People,
  configuration: Configuration,
  { estimate }: { estimate?: EstimateCollateral } = {},
): Registry {
  return createRegistry(database, systemClock, {
    isSubscriber: subscriberTest(configuration),
    rolesOf: (actor) => personReach(people, actor),
    lease: leasePolicy(configuration),
    ...(estimate ? { estimate } : {}),
  })
}

function leasePolicy({ warnings }: Configuration): LeasePolicy {
  const hours = warnings.leaseHours
  return {
    leaseMs: {
      controller: hours.controller * HOUR_MS,
      'initial-contact': hours['initial-contact'] * HOUR_MS,
      downloader: hours.downloader * HOUR_MS,
      scanner: hours.scanner * HOUR_MS,
      sinkhole: hours.sinkhole * HOUR_MS,
      unknown: hours.unknown * HOUR_MS,
    },
    renewedMsMax: warnings.renewedDaysMax * DAY_MS,
    synOnlyMsMax: warnings.synOnlyDaysMax * DAY_MS,
  }
}
