import type { Logger } from 'pino'
import type { Registry } from '../../cases/index.ts'
import { NoroshiError } from '../../core/error.ts'
import { type Prefix, parsePrefix } from '../../core/prefix.ts'
import { SECOND_MS } from '../../core/time-span.ts'
import type { Database } from '../../db/database.ts'
import type { Trusted } from '../../gate/warning/trust/follow.ts'
import { isInForce, type Warning } from '../../gate/warning/warning.ts'
import type { ReleaseReceipt } from '../../measures/release/receipt.ts'
import type { Configuration } from '../configuration.ts'
import { type FollowerStatus, HubFollower } from '../sync/hub-follower.ts'
import {
  clientFor,
  hasJoined,
  memberDirectory,
  readMemberSettings,
} from '../sync/member-directory.ts'
import { OwnZone } from '../sync/own-zone.ts'
import { systemClock } from '../system-ports.ts'
import { Outbox, type OutboxStatus } from './outbox.ts'
import { OutboxRecords } from './outbox-records.ts'
import { ReceiptOutbox, type ReceiptStatus } from './receipts/receipt-outbox.ts'
import { ReceiptRecords } from './receipts/receipt-records.ts'
import { WayBack } from './way-back.ts'

export type MembershipOptions = {
  /** Of the service. */
  readonly dataDirectory: string
  readonly configuration: Pick<Configuration, 'hub' | 'subscriberPrefixes'>
  readonly database: Database
  readonly logger: Logger
}

/** A provider's part in a hub, as its console shows it. */
export type MembershipStatus = {
  readonly hub: string
  readonly member: string
  readonly url: string
  readonly publishes: boolean
  readonly follower: FollowerStatus
  readonly list: { readonly version: number; readonly warnings: number; readonly inForce: number }
  /** Null where the log is not followed. */
  readonly log: LogStatus | null
  readonly outbox: OutboxStatus
  readonly receipts: ReceiptStatus
}

export type LogStatus = {
  readonly size: number
  readonly witnesses: number
  readonly quorum: number
}

type Joined = {
  readonly follower: HubFollower
  readonly outbox: Outbox
  readonly receipts: ReceiptOutbox
  readonly url: string
  stop(): Promise<void>
}

/** Joining is a command of its own; a running service finds it so soon. */
const LOOK_EVERY_MS = 5 * SECOND_MS

/** Everything that a running service does with a hub, from the moment it was joined. */
export class HubMembership {
  readonly #options: MembershipOptions
  #joined: Joined | undefined
  #acted: readonly Warning[] = []
  #enforce: () => Promise<void> = async () => {}
  #proved: () => Promise<readonly ReleaseReceipt[]> = async () => []
  #looking: NodeJS.Timeout | undefined
  #starting: Promise<void> = Promise.resolve()

  constructor(options: MembershipOptions) {
    this.#options = options
  }

  get directory(): string {
    const { configuration, dataDirectory } = this.#options
    return configuration.hub.directory ?? memberDirectory(dataDirectory)
  }

  /** @param registry in the audit and telling: what the hub decides is written down like a person's word */
  start(registry: Registry): void {
    const look = (): void => {
      if (this.#joined || !hasJoined(this.directory)) return
      clearInterval(this.#looking)
      this.#starting = this.#begin(registry)
    }
    this.#looking = setInterval(look, LOOK_EVERY_MS)
    look()
  }

  async stop(): Promise<void> {
    clearInterval(this.#looking)
    await this.#starting
    await this.#joined?.stop()
    this.#joined = undefined
  }

  /** The world is told something new of this case. */
  wake(id: string): void {
    this.#joined?.outbox.wake(id)
  }

  /** What the hub and everybody behind it tell us; `undefined` while no hub was joined. */
  trusted(): Trusted | undefined {
    return this.#joined?.follower.trusted
  }

  /**
   * What the hub says as far as it is acted on here: without what was overridden, with everything that is not in
   * force, so that what was taken back is seen as such.
   */
  *received(): Generator<Warning> {
    yield* this.#acted
    const nowMs = systemClock.nowMs()
    for (const warning of this.trusted()?.warnings.values() ?? [])
      if (!isInForce(warning, nowMs)) yield warning
  }

  /** Called with every list, and each minute; as long as it fails the hub does not hear that we act on the list. */
  enforceWith(enforce: () => Promise<void>): void {
    this.#enforce = enforce
  }

  /** Where releases are found that were proved lately; told once they can be. */
  provedBy(proved: () => Promise<readonly ReleaseReceipt[]>): void {
    this.#proved = proved
    this.#joined?.receipts.compareSoon()
  }

  /** The hub hears what was lifted, where it was on its word; answers once that is written down. */
  async receipt(release: ReleaseReceipt): Promise<void> {
    await this.#joined?.receipts.add(release)
  }

  /** `undefined` while no hub was joined. */
  async status(): Promise<MembershipStatus | undefined> {
    if (!this.#joined) return undefined
    const { follower, outbox, receipts, url } = this.#joined
    const { root, view, list, warnings } = follower.trusted
    const nowMs = systemClock.nowMs()
    let inForce = 0
    for (const warning of warnings.values()) if (isInForce(warning, nowMs)) inForce++
    return {
      hub: root.hub,
      member: view,
      url,
      publishes: this.#options.configuration.hub.publish,
      follower: follower.status,
      list: { version: list?.version ?? 0, warnings: warnings.size, inForce },
      log: follower.log ?? null,
      outbox: await outbox.status(),
      receipts: await receipts.status(),
    }
  }

  /** Answers how many are tried again. */
  async retryRefused(): Promise<number> {
    return (await this.#joined?.outbox.retryRefused()) ?? 0
  }

  async #begin(registry: Registry): Promise<void> {
    const { logger } = this.#options
    try {
      this.#joined = await this.#join(registry)
    } catch (error) {
      // The service goes on: what is published waits in the registry, and the log says what to mend.
      const code = error instanceof NoroshiError ? error.code : 'INTERNAL'
      logger.error(
        { err: error, code },
        'the hub cannot be followed; start again once it is mended',
      )
    }
  }

  async #join(registry: Registry): Promise<Joined> {
    const { configuration, database, logger } = this.#options
    const { directory } = this
    const { url, isSynthetic } = readMemberSettings(directory)
    const ownPrefixes: readonly Prefix[] = configuration.subscriberPrefixes.map(
      (text) => parsePrefix(text)!,
    )
    const records = new OutboxRecords(database)
    const client = clientFor(directory)
    const wayBack = new WayBack({ registry, client, records, clock: systemClock, logger })
    const zone = await this.#zone(directory)
    const follower = new HubFollower({
      directory,
      zone,
      enforce: async (warnings) => {
        this.#acted = warnings
        await this.#enforce()
      },
      onRound: async (trusted, _, askedAtMs) => {
        await wayBack.take(trusted, askedAtMs)
        await receipts.refresh()
      },
      onFailure: (error) => this.#tell(error, follower.status),
    })
    const outbox = new Outbox({
      registry,
      client,
      records,
      policy: { ownPrefixes, isSynthetic },
      clock: systemClock,
      logger,
    })
    const receipts = new ReceiptOutbox({
      client,
      records: new ReceiptRecords(database),
      listed: () => follower.trusted.warnings,
      proved: () => this.#proved(),
      clock: systemClock,
      logger,
    })
    const ending = new AbortController()
    const running = follower.run(ending.signal)
    if (configuration.hub.publish) outbox.start()
    receipts.start()
    logger.info({ hub: follower.trusted.root.hub }, 'the hub is followed')
    return {
      follower,
      outbox,
      receipts,
      url,
      stop: async () => {
        ending.abort()
        await outbox.stop()
        await receipts.stop()
        await running
        await zone?.[Symbol.asyncDispose]()
      },
    }
  }

  async #zone(directory: string): Promise<OwnZone | undefined> {
    const { zonePort, zoneNotify } = this.#options.configuration.hub
    if (zonePort === undefined) return undefined
    const { trusted } = new HubFollower({ directory })
    return OwnZone.start(trusted.root.hub, zonePort, zoneNotify)
  }

  #lastCode: string | undefined
  /** Once for each cause: a hub may be away for a night. */
  #tell(error: unknown, { failure }: FollowerStatus): void {
    const isNews = failure?.code !== this.#lastCode
    this.#lastCode = failure?.code
    if (isNews)
      this.#options.logger.warn(
        { code: failure?.code, reason: (error as Error).message },
        'the hub’s list could not be taken; the last good one holds',
      )
  }
}
