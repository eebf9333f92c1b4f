import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { addHubEvent, type HubContext } from './context.ts'
import type { Member } from './member.ts'
import { RateLimit } from './rate-limit.ts'

/** Software reads its file each five minutes, which are 288 a day; two such machines are still nobody who collects. */
export const WHOLE_LISTS_PER_DAY = 600
/** A loop that runs wild is one line in the record each hour, not a thousand. */
const ALARM = { count: 1, perMs: HOUR_MS }

/**
 * Who takes the list again and again by a token, in whatever form: the association is told, as it is of whole lists that
 * members' own software asks for (issuer.ts). What is refused is decided by the limits of requests.
 */
export class BulkWatch {
  readonly #context: HubContext
  readonly #lists: RateLimit
  readonly #alarm: RateLimit

  constructor(context: HubContext) {
    this.#context = context
    const { clock } = context
    this.#lists = new RateLimit(clock, { count: WHOLE_LISTS_PER_DAY, perMs: DAY_MS })
    this.#alarm = new RateLimit(clock, ALARM)
  }

  /** @param share of the whole list that was given: a page is a part of it */
  async gave({ id }: Pick<Member, 'id'>, share: number): Promise<void> {
    if (this.#lists.take(id, share) || !this.#alarm.take(id)) return
    const { db, clock } = this.#context
    const at = new Date(clock.nowMs())
    await addHubEvent(db, { at, actor: id, kind: 'bulk-download', memberId: id })
  }
}
