import type { Logger } from 'pino'
import { createOversight } from '../../../gate/oversight/oversight.ts'
import { systemClock } from '../../system-ports.ts'
import type { OpenHub } from '../open-hub.ts'
import { noticeChannels } from './notice-channels.ts'
import { NOTICE_AGE_MS_MAX, noticesOf } from './staff-notice.ts'
import { StaffNotices } from './staff-notices.ts'

/** What the staff of an open hub is told, and how. */
export function staffNoticesOf(
  { hub, database, disputes, notify }: Pick<OpenHub, 'hub' | 'database' | 'disputes' | 'notify'>,
  logger: Logger,
): StaffNotices {
  const oversight = createOversight(database, systemClock, hub)
  return new StaffNotices({
    database,
    clock: systemClock,
    logger,
    channels: noticeChannels(hub.name, notify),
    find: async (nowMs) =>
      noticesOf(
        await disputes.disputes.list(),
        await oversight.alarms(nowMs - NOTICE_AGE_MS_MAX),
        nowMs,
      ),
  })
}
