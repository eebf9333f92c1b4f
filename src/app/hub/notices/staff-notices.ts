import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { Clock } from '../../../core/clock.ts'
import { DAY_MS } from '../../../core/time-span.ts'
import type { Database } from '../../../db/database.ts'
import type { HubTables } from '../../../gate/hub/tables.ts'
import type { NoticeChannel } from './notice-channels.ts'
import { keyOf, type StaffNotice } from './staff-notice.ts'

export type StaffNoticesPorts = {
  readonly database: Database
  readonly clock: Clock
  readonly logger: Logger
  readonly channels: readonly NoticeChannel[]
  /** All that could be told now. */
  readonly find: (nowMs: number) => Promise<readonly StaffNotice[]>
}

/** More at once would be a flood that a mail server takes for one; the rest comes with the next minute. */
const NOTICES_PER_PASS = 20
const REMEMBERED_MS = 90 * DAY_MS

/**
 * Tells the association's staff what waits for a person, over each channel once. What a channel did not take is told
 * again with the next pass; a crash in between tells it twice, never not at all.
 */
export class StaffNotices {
  readonly #ports: StaffNoticesPorts
  readonly #db: Kysely<HubTables>

  constructor(ports: StaffNoticesPorts) {
    this.#ports = ports
    this.#db = ports.database.$extendTables<HubTables>()
  }

  async pass(): Promise<void> {
    const { channels, clock, find } = this.#ports
    if (channels.length === 0) return
    const nowMs = clock.nowMs()
    const told = await this.#db
      .selectFrom('hub_notices')
      .select(['key', 'channel'])
      .where('told_at', '>', new Date(nowMs - REMEMBERED_MS))
      .execute()
    const known = new Set(told.map(({ key, channel }) => `${channel} ${key}`))
    const notices = await find(nowMs)
    for (const channel of channels) {
      const fresh = notices.filter((notice) => !known.has(`${channel.name} ${keyOf(notice)}`))
      await this.#tell(channel, fresh.slice(0, NOTICES_PER_PASS))
    }
    await this.#db
      .deleteFrom('hub_notices')
      .where('told_at', '<=', new Date(nowMs - REMEMBERED_MS))
      .execute()
  }

  async #tell(channel: NoticeChannel, notices: readonly StaffNotice[]): Promise<void> {
    const { clock, logger } = this.#ports
    for (const notice of notices) {
      try {
        await channel.tell(notice)
      } catch (error) {
        logger.warn(
          { channel: channel.name, kind: notice.kind, why: (error as Error).message },
          'the staff could not be told; tried again in a minute',
        )
        return
      }
      await this.#db
        .insertInto('hub_notices')
        .values({ key: keyOf(notice), channel: channel.name, told_at: new Date(clock.nowMs()) })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
  }
}
