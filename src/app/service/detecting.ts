import type { Logger } from 'pino'
import type { ListEvidence, Lists, Registry } from '../../cases/index.ts'
import { SECOND_MS } from '../../core/time-span.ts'
import type { FlowStore } from '../../flows/store/flow-store.ts'
import type { Detection } from '../../verdicts/index.ts'
import type { Configuration } from '../configuration.ts'
import type { DataDirectory } from '../data-directory.ts'
import { type KnownAt, knownAt } from '../lists/known-at.ts'
import { ModelLibrary } from '../models/model-library.ts'
import { ModelWatch } from '../models/model-watch.ts'
import { systemClock } from '../system-ports.ts'
import { DetectionSchedule } from './detection-schedule.ts'
import type { VirtualTime } from './virtual-time.ts'
import { watchedDetection } from './watched-detection.ts'

export type Detecting = {
  readonly library: ModelLibrary
  readonly watch: ModelWatch
  readonly schedule: DetectionSchedule
  readonly knownAt: KnownAt
}

/** Candidates that the schedule keeps; those from band `suspected` on become cases. */
const CANDIDATE_COUNT_MAX = 200

/** Scores again and again, and proposes what deserves a person's time. */
export async function startDetecting(
  stack: AsyncDisposableStack,
  options: {
    readonly directory: DataDirectory
    readonly configuration: Configuration
    readonly logger: Logger
    readonly store: FlowStore
    readonly registry: Registry
    readonly lists: Lists
    readonly listEvidence: ListEvidence
    /** A demonstration's. */
    readonly virtualTime?: VirtualTime
  },
): Promise<Detecting> {
  const { directory, configuration, logger, store, registry, virtualTime } = options
  const library = new ModelLibrary(directory.models, systemClock)
  const watch = new ModelWatch({
    library,
    registry,
    driftFile: directory.driftFile,
    directory: directory.models,
    clock: systemClock,
  })
  const known = knownAt(options.lists)
  const schedule = new DetectionSchedule({
    detect: () =>
      watchedDetection(
        { store, library, watch, configuration, logger, knownAt: known },
        CANDIDATE_COUNT_MAX,
      ),
    onDetection: async (detection) => {
      await proposeCases(registry, detection, logger)
      await options.listEvidence.tellNews()
    },
    onFailure: (error) => logger.error({ err: error }, 'detection failed'),
    everyMs: configuration.detection.everySeconds * SECOND_MS,
    ...(virtualTime ? { isCatchingUp: () => virtualTime.lags() } : {}),
    file: directory.detectionFile,
    clock: systemClock,
  })
  await schedule.start()
  stack.defer(() => schedule.stop())
  return { library, watch, schedule, knownAt: known }
}

/** What is only worth watching stays out of the registry: a case asks for a person's time. */
async function proposeCases(
  registry: Registry,
  detection: Detection,
  logger: Logger,
): Promise<void> {
  const worthy = detection.candidates.filter((candidate) => candidate.band !== 'watch')
  const evidenceFromMs = Date.parse(detection.window.from)
  const { refused } = await registry.propose(worthy, { actor: 'detector', evidenceFromMs })
  if (refused > 0) logger.warn({ refused }, 'candidates were refused: a reason named an address')
}
