import { HOUR_MS } from '../../core/time-span.ts'
import type { Warning } from '../../gate/warning/warning.ts'
import { deliver } from './deliver.ts'
import type { OutboxPorts } from './outbox-ports.ts'
import type { OutboxRecord } from './outbox-records.ts'
import { GATHER_MS, type RoundFailure, Rounds } from './rounds.ts'

export type OutboxStatus = {
  /** Cases of which the hub has not heard the newest yet. */
  readonly waiting: number
  readonly taken: number
  readonly refusedCount: number
  readonly refused: readonly OutboxRecord[]
  readonly deliveredAtMs: number | null
  readonly failure: RoundFailure | null
}

/** As many as go into one message. */
const BATCH = 1_000
/** Everything is compared again: what another process decided, what a restored backup lost. */
const WHOLE_EVERY_MS = HOUR_MS

/**
 * Passes on to the hub what the registry tells the world. What is to be said stands in the registry and nowhere
 * else; the records say only how far the hub has heard it, so that a crash at any point leads to saying
 * something twice, which is nothing, and never to leaving it out.
 */
export class Outbox {
  readonly #ports: OutboxPorts
  readonly #rounds: Rounds
  readonly #due = new Set<string>()
  #wholeAtMs = Number.NEGATIVE_INFINITY
  #deliveredAtMs: number | null = null

  constructor(ports: OutboxPorts) {
    this.#ports = ports
    this.#rounds = new Rounds({
      round: () => this.round(),
      restMs: () => (this.#due.size > 0 ? GATHER_MS : WHOLE_EVERY_MS),
      onFailure: (failure, before) => this.#tell(failure, before),
      clock: ports.clock,
    })
  }

  start(): void {
    this.#rounds.start()
  }

  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  /** The world is told something new of this case. */
  wake(id: string): void {
    this.#due.add(id)
    this.#rounds.wake()
  }

  /** Tries what was refused once more: somebody has spoken with the association. */
  async retryRefused(): Promise<number> {
    const ids = await this.#ports.records.reopen()
    for (const id of ids) this.#due.add(id)
    this.#rounds.beginAnew()
    return ids.length
  }

  async status(): Promise<OutboxStatus> {
    const { taken, refused } = await this.#ports.records.counts()
    return {
      waiting: this.#due.size,
      taken,
      refusedCount: refused,
      refused: await this.#ports.records.refused(),
      deliveredAtMs: this.#deliveredAtMs,
      failure: this.#rounds.failure,
    }
  }

  /** Throws `SyncError` when the hub is away or refuses all of it; what was due stays due. */
  async round(): Promise<void> {
    if (this.#ports.clock.nowMs() - this.#wholeAtMs >= WHOLE_EVERY_MS) await this.#compareAll()
    while (this.#due.size > 0) {
      const ids = [...this.#due].slice(0, BATCH)
      // Before it is read: what changes meanwhile is due again.
      for (const id of ids) this.#due.delete(id)
      const { taken, refused } = await this.#deliver(ids)
      if (taken + refused > 0) this.#deliveredAtMs = this.#ports.clock.nowMs()
      if (refused > 0)
        this.#ports.logger.warn({ taken, refused }, 'warnings were refused; see the hub page')
      else if (taken > 0) this.#ports.logger.info({ taken }, 'warnings were passed to the hub')
    }
  }

  async #deliver(ids: readonly string[]): ReturnType<typeof deliver> {
    try {
      return await deliver(this.#ports, ids)
    } catch (error) {
      for (const id of ids) this.#due.add(id)
      throw error
    }
  }

  /** Finds what the hub has not heard, whoever has forgotten it: this machine, a backup, or the hub. */
  async #compareAll(): Promise<void> {
    const { registry, records, client, clock, logger } = this.#ports
    const said = new Map<string, Said>()
    for await (const page of pages((afterId) => client.said(afterId)))
      for (const { id, status, version, validUntil } of page)
        said.set(id, { status, version, endsAtMs: Date.parse(validUntil) })
    for await (const page of pages((afterId) => registry.told({ afterId, limit: BATCH }))) {
      const known = await records.of(page.map(({ id }) => id))
      const forgotten = page.flatMap((warning) => {
        const record = known.get(warning.id)
        return isForgotten(warning, record, said.get(warning.id))
          ? [anew(warning, record, said.get(warning.id), clock.nowMs())]
          : []
      })
      await records.put(forgotten)
      for (const { id } of forgotten) this.#due.add(id)
      for (const { id, version } of page) {
        if (known.get(id)?.settledVersion !== version) this.#due.add(id)
        said.delete(id)
      }
    }
    const count = [...said.values()].filter(
      ({ status, endsAtMs }) => RUNNING.has(status) && endsAtMs > clock.nowMs(),
    ).length
    if (count > 0)
      logger.warn({ count }, 'the hub holds warnings of ours that no case here stands for')
    this.#wholeAtMs = clock.nowMs()
  }

  /** Said once for each cause; the console shows how long it lasts. */
  #tell({ code, hubCode }: RoundFailure, before: RoundFailure | null): void {
    if (code === before?.code && hubCode === before.hubCode) return
    const event = { code, ...(hubCode ? { hubCode } : {}) }
    this.#ports.logger.warn(event, 'the hub was not reached; tried again')
  }
}

/** What the hub holds of ours. */
type Said = { readonly status: string; readonly version: number; readonly endsAtMs: number }

const RUNNING: ReadonlySet<string> = new Set(['active', 'disputed'])

/** We believe that the hub has heard it, and the hub says something else, or nothing. */
function isForgotten(
  { status, version }: Warning,
  record: OutboxRecord | undefined,
  said: Said | undefined,
): boolean {
  if (!record) return said !== undefined && RUNNING.has(said.status)
  if (record.settledVersion !== version || record.refusal !== null || record.ruled !== null)
    return false
  return said ? RUNNING.has(said.status) && said.status !== status : RUNNING.has(status)
}

const anew = (
  { id }: Warning,
  record: OutboxRecord | undefined,
  said: Said | undefined,
  nowMs: number,
): OutboxRecord => ({
  id,
  settledVersion: 0,
  sentVersion: Math.max(record?.sentVersion ?? 0, said?.version ?? 0),
  refusal: null,
  changedAtMs: nowMs,
  ruled: record?.ruled ?? null,
})

/** Page after page, in the order of ids, until one is empty. */
async function* pages<Row extends { readonly id: string }>(
  read: (afterId: string) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  for (let afterId = ''; ; ) {
    const page = await read(afterId)
    const last = page.at(-1)
    if (!last) return
    yield page
    afterId = last.id
  }
}
