import type { Logger } from 'pino'
import type { SimulateCut } from '../../core/measure-simulation.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'
import {
  type ConsentLedger,
  type ImportReport,
  importConsent,
} from '../../measures/consent/index.ts'
import type { SubscriberLinks } from '../../measures/consent/subscriber-links.ts'
import type { Wanted } from '../../measures/measures.ts'
import {
  PlanError,
  type PlannedDevice,
  type RemovedLine,
  simulate,
} from '../../measures/plan/index.ts'
import type { ConsentImport, MeasureDesk } from '../../web/ports/ports.ts'
import type { Configuration } from '../configuration.ts'
import { KnownGood } from '../measures/known-good.ts'
import { openMeasures, PREVIEW_DEVICES } from '../measures/open-measures.ts'
import { readConsentFile } from '../measures/read-consent-file.ts'
import { systemClock } from '../system-ports.ts'
import type { Casework } from './casework.ts'

type WantedListener = (wanted: Wanted, removed: readonly RemovedLine[]) => void

export type Measuring = {
  readonly consent: ConsentLedger
  readonly subscriberLinks: SubscriberLinks
  readonly measures: MeasureDesk
  importConsent(request: ConsentImport): Promise<ImportReport>
  /** Of the import that runs; 0 of 0 while none does. */
  importConsentProgress(): { readonly done: number; readonly total: number }
  /** Called with what devices are to hold, now and after every change of plan or consent, and what no plan wants any more. */
  onWanted(listener: WantedListener): void
}

const NO_IMPORT = { done: 0, total: 0 }
/** How often what ends by itself is written down, and what changed unheard is planned. */
const ROUND_MS = MINUTE_MS
const RETENTION_EVERY_MS = HOUR_MS

/** Consent and plans in a running service. Drives no device: whoever does listens. */
export async function startMeasuring(
  stack: AsyncDisposableStack,
  casework: Casework,
  options: {
    readonly configuration: Configuration
    readonly logger: Logger
    /** Configured devices; without, plans are made for devices without bounds. */
    readonly devices?: () => readonly PlannedDevice[]
    readonly cut?: SimulateCut
  },
): Promise<Measuring> {
  const { configuration, logger } = options
  const { database, people, registry, lists, membership } = casework
  const knownGood = new KnownGood(lists, () => systemClock.nowMs())
  const devices = (): readonly PlannedDevice[] => {
    const configured = options.devices?.() ?? []
    return configured.length > 0 ? configured : PREVIEW_DEVICES
  }
  const isPreview = (): boolean => (options.devices?.() ?? []).length === 0
  const { consent, subscriberLinks, planner } = await openMeasures(
    { database, people, registry, configuration },
    {
      devices,
      received: () => membership.received(),
      knownGood: (targets) => knownGood.of(targets),
      estimate: casework.estimate,
    },
  )
  const listeners = new Set<WantedListener>()
  const tell = (removed: readonly RemovedLine[] = []): void => {
    if (isPreview() || listeners.size === 0) return
    const wanted = planner.blockings()
    for (const listener of listeners) listener(wanted, removed)
  }
  let waiting = 0
  let importing = NO_IMPORT
  const refresh = async (): Promise<void> => {
    const { difference, waitingCount } = await planner.refresh()
    waiting = waitingCount
    tell(difference.removed)
  }
  // A preview must not count as being in force.
  const refreshQuietly = (): void => {
    if (isPreview()) return
    refresh().catch((error) => logger.error({ err: error }, 'measures could not be planned'))
  }
  consent.onChange(onceInTurn(() => tell()))
  casework.onTold(refreshQuietly)
  casework.weighConsent(() => {
    const grants = consent.grants('block-address')
    const nowMs = systemClock.nowMs()
    const standing = grants.filter((grant) => grant.holdsAt(nowMs))
    return grants.length === 0 ? null : standing.flatMap(({ sources }) => [...sources])
  })
  // What a hub lists or takes back is planned with each list: `membership.enforceWith`, where devices are driven.
  rounds(stack, { consent, configuration, logger, refreshQuietly })
  return {
    consent,
    subscriberLinks,
    measures: {
      planner,
      isPreview,
      waiting: async () => waiting,
      refresh: async () => {
        if (!isPreview()) await refresh()
      },
      approve: async (plan, by) => {
        if (isPreview()) throw new PlanError('MEASURE_DEVICE_MISSING', 'no device is configured')
        const standing = await planner.approve(plan, by)
        waiting = standing.waitingCount
        tell(standing.difference.removed)
        return standing
      },
      simulate: async (actor, onProgress) =>
        simulate(
          (await planner.preview()).plan,
          {
            devices: devices(),
            grantsOf: (scope) => consent.grants(scope),
            nowMs: systemClock.nowMs(),
            cut: options.cut ?? (async () => undefined),
            actor,
          },
          onProgress,
        ),
    },
    importConsent: async ({ path, isDryRun, actor }) => {
      const onProgress = (done: number, total: number): void => {
        importing = { done, total }
      }
      try {
        return await importConsent(consent, readConsentFile(path), { isDryRun, actor, onProgress })
      } finally {
        importing = NO_IMPORT
      }
    },
    importConsentProgress: () => importing,
    onWanted: (listener) => {
      listeners.add(listener)
      refreshQuietly()
    },
  }
}

/** Many words of one turn, such as an import's, are told once. */
function onceInTurn(tell: () => void): () => void {
  let isWaiting = false
  return () => {
    if (isWaiting) return
    isWaiting = true
    setImmediate(() => {
      isWaiting = false
      tell()
    })
  }
}

function rounds(
  stack: AsyncDisposableStack,
  {
    consent,
    configuration,
    logger,
    refreshQuietly,
  }: {
    readonly consent: ConsentLedger
    readonly configuration: Configuration
    readonly logger: Logger
    readonly refreshQuietly: () => void
  },
): void {
  const every = (periodMs: number, work: () => unknown): void => {
    const timer = setInterval(() => {
      Promise.resolve(work()).catch((error) => logger.error({ err: error }, 'consent failed'))
    }, periodMs)
    stack.defer(() => clearInterval(timer))
  }
  every(ROUND_MS, async () => {
    const lapsed = await consent.lapseDue()
    if (lapsed > 0)
      logger.info({ count: lapsed }, 'consents lapsed: changed terms were not answered')
    refreshQuietly()
  })
  every(RETENTION_EVERY_MS, async () => {
    const keptMs = configuration.consent.keepYears * 366 * DAY_MS
    const gone = await consent.deleteEndedBefore(systemClock.nowMs() - keptMs, {
      actor: 'schedule',
    })
    if (gone.subscribers > 0) logger.info(gone, 'histories of ended contracts were deleted')
  })
}
