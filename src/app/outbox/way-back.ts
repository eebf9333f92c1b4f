import type { Registry } from '../../cases/index.ts'
import type { Clock } from '../../core/clock.ts'
import { NoroshiError } from '../../core/error.ts'
import type { HubClient } from '../../gate/sync/hub-client.ts'
import type { Trusted } from '../../gate/warning/trust/follow.ts'
import type { Warning } from '../../gate/warning/warning.ts'
import type { OutboxLogger } from './outbox-ports.ts'
import type { OutboxRecord, OutboxRecords } from './outbox-records.ts'
import type { Ruled } from './tables.ts'

export type WayBackPorts = {
  readonly registry: Pick<Registry, 'told' | 'dispute' | 'release' | 'uphold'>
  readonly client: Pick<HubClient, 'disputes'>
  readonly records: OutboxRecords
  readonly clock: Clock
  readonly logger: OutboxLogger
}

/**
 * What the hub decides about an endpoint that we published becomes an event of its case: an owner who was heard
 * by the association, or by another member, must not go on being accused in our own books.
 */
export class WayBack {
  readonly #ports: WayBackPorts

  constructor(ports: WayBackPorts) {
    this.#ports = ports
  }

  /**
   * Compares the list with our cases. Only what we had said before the list was asked for is judged: a list from
   * before our newest word would undo it.
   * @param askedAtMs when the list was asked for
   */
  async take({ root, warnings }: Trusted, askedAtMs: number): Promise<void> {
    const { registry, records } = this.#ports
    const ruled = await records.ruled()
    const spoken = [...warnings.values()].filter(
      ({ id, status }) => status === 'disputed' || status === 'released' || ruled.has(id),
    )
    for (let start = 0; start < spoken.length; start += BATCH) {
      const listed = new Map(spoken.slice(start, start + BATCH).map((each) => [each.id, each]))
      const known = await records.of([...listed.keys()])
      for (const own of await registry.told({ ids: [...known.keys()] })) {
        const record = known.get(own.id)!
        const isSettled = record.settledVersion === own.version && record.changedAtMs < askedAtMs
        if (isSettled) await this.#apply(`hub:${root.hub}`, own, listed.get(own.id)!, record)
      }
    }
  }

  async #apply(actor: string, own: Warning, listed: Warning, record: OutboxRecord): Promise<void> {
    const { registry } = this.#ports
    const { id } = own
    const because = await this.#reasonOf(id, own, listed)
    const by = (note: string) => ({ actor, note: because ? `${note} – ${because}` : note })
    await this.#try(async () => {
      if (listed.status === 'released' && (own.status === 'active' || own.status === 'disputed')) {
        await this.#mark(record, 'released')
        if (own.status === 'active') await registry.dispute(id, by(NOTES.disputed))
        await registry.release(id, by(NOTES.released))
      } else if (listed.status === 'disputed' && own.status === 'active') {
        await this.#mark(record, 'disputed')
        await registry.dispute(id, by(NOTES.disputed))
      } else if (listed.status === 'active' && record.ruled === 'disputed') {
        // Unmarked first: whoever dies in between leaves the case disputed, for a person to uphold.
        await this.#mark(record, null)
        if (own.status === 'disputed') await registry.uphold(id, by(NOTES.upheld))
      }
    })
  }

  /** Why, in the association's own words, where it heard an owner; a release by another member has none. */
  async #reasonOf(id: string, own: Warning, listed: Warning): Promise<string | undefined> {
    if (own.status === listed.status) return undefined
    try {
      const dispute = (await this.#ports.client.disputes()).find(
        ({ warningId }) => warningId === id,
      )
      if (!dispute) return undefined
      const { reason, dueAt } = dispute
      return reason ? `${reason.en} / ${reason.ja}` : `answer due / 回答期限 ${dueAt}`
    } catch (error) {
      if (error instanceof NoroshiError) return undefined
      throw error
    }
  }

  async #mark(record: OutboxRecord, ruled: Ruled | null): Promise<void> {
    const changedAtMs = this.#ports.clock.nowMs()
    await this.#ports.records.put([{ ...record, ruled, changedAtMs }])
  }

  /** Somebody here may decide at the same moment; their word stands, and the next list is looked at again. */
  async #try(act: () => Promise<void>): Promise<void> {
    try {
      await act()
      this.#ports.logger.info({}, 'the hub decided on a warning of ours')
    } catch (error) {
      if (!(error instanceof NoroshiError)) throw error
      this.#ports.logger.warn({ code: error.code }, 'what the hub decided could not be followed')
    }
  }
}

const BATCH = 1_000
const NOTES = {
  disputed: 'the hub lists it as disputed / ハブで申立て中になりました',
  released: 'the hub has released it / ハブで解除されました',
  upheld: 'the hub lists it again / ハブで再び有効になりました',
} as const
