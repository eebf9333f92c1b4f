import type { Kysely } from 'kysely'
import type { Clock } from '../../core/clock.ts'
import { type DrawOctets, digestOf, drawSecret } from '../../core/secret.ts'
import { HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'
import type { Database } from '../../db/database.ts'
import { readActor, readSubscriber } from './answer.ts'
import { ConsentError } from './errors.ts'
import type { ConsentTables } from './tables.ts'

/** A letter waits for the weekend; the carrier's portal, which redirects at once, asks for minutes. */
export const LINK_HOURS_MAX = 30 * 24
/** Long enough to read every wording slowly. */
const VISIT_LASTS_MS = 30 * MINUTE_MS

export type MadeSubscriberLink = { readonly secret: string; readonly expiresAtMs: number }

/**
 * How a subscriber reaches their own page: a link that the carrier hands out works once and opens a visit. We know no
 * password and no name; that the link reaches the right person is the carrier's part. Stored as digests only.
 */
export class SubscriberLinks {
  readonly #db: Kysely<ConsentTables>
  readonly #clock: Clock
  readonly #draw: DrawOctets

  constructor(database: Database, clock: Clock, draw: DrawOctets) {
    this.#db = database.$extendTables<ConsentTables>()
    this.#clock = clock
    this.#draw = draw
  }

  /** Throws `ConsentError` SUBSCRIBER_INVALID. */
  make(subscriber: string, hours: number, actor: string): Promise<MadeSubscriberLink> {
    const lastsMs = Math.min(Math.max(hours, 1 / 60), LINK_HOURS_MAX) * HOUR_MS
    return this.#make('link', readSubscriber(subscriber), lastsMs, readActor(actor))
  }

  /** Looking uses nothing up: mail programs open links to see where they lead. */
  async isOpen(secret: string): Promise<boolean> {
    return (await this.#find('link', secret)) !== undefined
  }

  /** Uses the link up. Of two who come at once one is refused: CONSENT_LINK_INVALID. */
  async redeem(secret: string): Promise<MadeSubscriberLink> {
    const link = await this.#db
      .deleteFrom('consent_links')
      .where('digest', '=', digestOf(secret))
      .where('kind', '=', 'link')
      .where('expires_at', '>', new Date(this.#clock.nowMs()))
      .returning('subscriber')
      .executeTakeFirst()
    if (!link) throw new ConsentError('CONSENT_LINK_INVALID', 'used, run out, or never made')
    return this.#make('visit', link.subscriber, VISIT_LASTS_MS, 'subscriber')
  }

  /** Whose visit it is; `undefined` once it is over. */
  async visitor(secret: string): Promise<string | undefined> {
    return this.#find('visit', secret)
  }

  async end(secret: string): Promise<void> {
    await this.#db.deleteFrom('consent_links').where('digest', '=', digestOf(secret)).execute()
  }

  async #find(kind: 'link' | 'visit', secret: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('consent_links')
      .select('subscriber')
      .where('digest', '=', digestOf(secret))
      .where('kind', '=', kind)
      .where('expires_at', '>', new Date(this.#clock.nowMs()))
      .executeTakeFirst()
    return row?.subscriber
  }

  async #make(
    kind: 'link' | 'visit',
    subscriber: string,
    lastsMs: number,
    actor: string,
  ): Promise<MadeSubscriberLink> {
    const secret = drawSecret(this.#draw)
    const nowMs = this.#clock.nowMs()
    const expiresAtMs = Math.round(nowMs + lastsMs)
    await this.#db.deleteFrom('consent_links').where('expires_at', '<=', new Date(nowMs)).execute()
    await this.#db
      .insertInto('consent_links')
      .values({
        digest: digestOf(secret),
        kind,
        subscriber,
        created_at: new Date(nowMs),
        created_by: actor,
        expires_at: new Date(expiresAtMs),
      })
      .execute()
    return { secret, expiresAtMs }
  }
}
