import type { Logger } from 'pino'
import type { FlowStore } from '../../flows/store/flow-store.ts'
import type { ScoredEndpoint } from '../../verdicts/index.ts'
import type { Configuration } from '../configuration.ts'
import { runDetection } from '../detection.ts'
import type { KnownAt } from '../lists/known-at.ts'
import type { ModelLibrary } from '../models/model-library.ts'
import type { ModelWatch } from '../models/model-watch.ts'
import type { ScheduledDetection } from './detection-schedule.ts'

const FOLDED_RECORDS_WORTH_A_LINE = 20_000_000

export type WatchedParts = {
  readonly store: FlowStore
  readonly library: ModelLibrary
  readonly watch: ModelWatch
  readonly configuration: Configuration
  readonly logger: Logger
  readonly knownAt: KnownAt
}

/**
 * The detection of the schedule: by the champion of now, with this site's correction, looked at for drift
 * and by the challenger. That looking must never cost a detection: what fails in it is logged.
 */
export async function watchedDetection(
  { store, library, watch, configuration, logger, knownAt }: WatchedParts,
  limit: number,
): Promise<ScheduledDetection | undefined> {
  const champion = library.champion()
  if (champion.failure !== undefined)
    logger.warn({ model: champion.failure }, 'the shipped model decides: the champion is unusable')
  let scored: readonly ScoredEndpoint[] = []
  const detection = await runDetection(
    store,
    champion.model,
    configuration,
    {
      windowHours: configuration.detection.windowHours,
      minClients: configuration.detection.minClients,
      limit,
      actor: 'schedule',
      siteShift: watch.calibration().shift,
      knownAt,
      onScored: (all) => {
        scored = all
      },
    },
    (done, total) => {
      // A start after an outage, or other subscriber prefixes, may mean an hour of folding: it should show.
      if (total >= FOLDED_RECORDS_WORTH_A_LINE)
        logger.info({ done, total }, 'rolling up stored flows')
    },
  )
  await watch
    .note(scored, champion)
    .catch((error) => logger.error({ err: error }, 'drift and challenger were not noted'))
  return detection && { ...detection, model: champion.id }
}
