import type { Logger } from 'pino'
import { SECOND_MS } from '../../core/time-span.ts'
import type { Database } from '../../db/database.ts'
import { Loader } from '../../flows/collect/loader.ts'
import type { FlowStore } from '../../flows/store/flow-store.ts'
import { createNotices, type Notices } from '../../notice/index.ts'
import type { AuditDesk, NoticeDesk } from '../../web/ports/ports.ts'
import type { Configuration } from '../configuration.ts'
import type { DataDirectory } from '../data-directory.ts'
import type { AppError } from '../errors.ts'
import { systemClock } from '../system-ports.ts'
import { CollectorLives } from './collector-lives.ts'
import { collectorSettings } from './collector-settings.ts'
import { policyByAddress } from './exporter-policies.ts'
import { ExportersView } from './exporters-view.ts'
import { GatedCollector } from './gated-collector.ts'
import { noticeDesk } from './notice-desk.ts'
import type { VirtualTime } from './virtual-time.ts'

export type Collecting = {
  readonly loader: Loader
  readonly notices: Notices
  readonly notice: NoticeDesk
  readonly collector: GatedCollector
  readonly exporters: ExportersView
}

export type CollectingOptions = {
  readonly directory: DataDirectory
  readonly configuration: Configuration
  readonly isDemo: boolean
  readonly virtualTime?: VirtualTime
  readonly logger: Logger
  readonly onDeath: (error: AppError) => void
}

/** A demonstration tells whoever opens the page that all of it is synthetic. */
const DEMONSTRATION_NOTICE = { actor: 'demonstration', note: 'made by start --demo' }
const RATE_SAMPLE_EVERY_MS = 5 * SECOND_MS

/** From the sockets to the store, behind the notice that says what is done. */
export async function startCollecting(
  stack: AsyncDisposableStack,
  options: CollectingOptions,
  { store, database, auditDesk }: { store: FlowStore; database: Database; auditDesk: AuditDesk },
): Promise<Collecting> {
  const { directory, configuration, isDemo, logger } = options
  const loader = new Loader({
    directory: directory.spool,
    clock: systemClock,
    store,
    onFailure: ({ segment, error, isSetAside }) =>
      logger.error({ err: error, segment, isSetAside }, 'a segment was not stored'),
  })
  // Before anything writes to the spool or reads from it.
  const lives = await CollectorLives.begin(
    {
      ...collectorSettings(configuration, directory),
      ...(options.virtualTime ? { virtualTime: options.virtualTime.buffer } : {}),
      onSegment: () => loader.wake(),
      onDeath: options.onDeath,
    },
    loader,
  )
  await loader.start()
  stack.defer(() => loader.stop())
  const notices = createNotices(database, systemClock)
  const notice = noticeDesk({
    notices,
    configuration,
    isDemo,
    audit: auditDesk,
    onPublished: () => collector.check(),
  })
  if (isDemo) await notices.publish(notice.facts(), DEMONSTRATION_NOTICE)
  const collector = new GatedCollector({
    open: () => lives.open(),
    standing: () => notices.standing(notice.facts()),
    logger,
  })
  stack.defer(() => collector.stop())
  await collector.start()
  const exporters = new ExportersView(
    systemClock,
    configuration.silentAfterSeconds * SECOND_MS,
    policyByAddress(configuration),
  )
  const sampling = setInterval(() => exporters.sample(collector.counts()), RATE_SAMPLE_EVERY_MS)
  stack.defer(() => clearInterval(sampling))
  return { loader, notices, notice, collector, exporters }
}
