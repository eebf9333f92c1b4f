import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { NoroshiError } from '../../core/error.ts'
import type { Prefix } from '../../core/prefix.ts'
import { MINUTE_MS, SECOND_MS } from '../../core/time-span.ts'
import { SyncError } from '../../gate/sync/errors.ts'
import type { HubClient } from '../../gate/sync/hub-client.ts'
import { LogFollower } from '../../gate/sync/log-follower.ts'
import { MemberSync } from '../../gate/sync/member-sync.ts'
import type { Trusted } from '../../gate/warning/trust/follow.ts'
import type { Warning } from '../../gate/warning/warning.ts'
import { systemClock } from '../system-ports.ts'
import { faceInputOf, writeFaces } from './face-files.ts'
import {
  clientFor,
  logPath,
  readLogPolicy,
  readMemberSettings,
  readOverrides,
  trustPath,
} from './member-directory.ts'
import type { OwnZone } from './own-zone.ts'

/** A head lasts an hour: asked for so often, three losses in a row do no harm. */
const ROUND_MS = 10 * MINUTE_MS
const RETRY_MS = 2 * SECOND_MS
const RETRY_MS_MAX = MINUTE_MS

export type FollowerOptions = {
  /** Of the member. */
  readonly directory: string
  readonly zone?: OwnZone | undefined
  /** The member's own networks: what names an address in them is refused. */
  readonly ownPrefixes?: readonly Prefix[]
  /** Acts on the list; only when it is done does the hub hear so. */
  readonly enforce?: (warnings: readonly Warning[]) => Promise<void>
  /** After each good round, with the instant at which the list was asked for. */
  readonly onRound?: (trusted: Trusted, enforced: number, askedAtMs: number) => Promise<void>
  readonly onFailure?: (error: unknown) => void
}

export type FollowerStatus = {
  readonly enforced: number | null
  readonly roundAtMs: number | null
  readonly failure: {
    readonly code: string
    readonly hubCode: string | null
    readonly sinceMs: number
  } | null
}

/** `undefined` where the membership says nothing of the log. */
export function openLog(directory: string): LogFollower | undefined {
  const { log } = readMemberSettings(directory)
  if (!log) return undefined
  const client = clientFor(directory)
  const path = logPath(directory)
  return new LogFollower({ client, policy: readLogPolicy(log), path, clock: systemClock })
}

export function openMemberSync(
  options: FollowerOptions & { readonly log?: LogFollower | undefined },
): MemberSync {
  const { directory, zone, ownPrefixes = [] } = options
  const { isSynthetic } = readMemberSettings(directory)
  return MemberSync.open({
    client: clientFor(directory),
    log: options.log ?? openLog(directory),
    clock: systemClock,
    policy: { ownPrefixes, isSynthetic },
    path: trustPath(directory),
    overrides: () => readOverrides(directory),
    enforce: async (warnings, trusted) => {
      const input = faceInputOf(warnings, trusted, systemClock.nowMs())
      writeFaces(join(directory, 'faces'), input)
      zone?.show(input)
      await options.enforce?.(warnings)
    },
  })
}

/** Follows a hub until it is told to stop: a round for each word of the hub, and one after ten minutes of silence. */
export class HubFollower {
  readonly #options: FollowerOptions
  readonly #sync: MemberSync
  readonly #client: HubClient
  readonly #log: LogFollower | undefined
  #status: FollowerStatus = { enforced: null, roundAtMs: null, failure: null }

  /** Throws SYNC_NOT_JOINED, or TRUST_STATE_DAMAGED. */
  constructor(options: FollowerOptions) {
    this.#options = options
    this.#log = openLog(options.directory)
    this.#sync = openMemberSync({ ...options, log: this.#log })
    this.#client = clientFor(options.directory)
  }

  get trusted(): Trusted {
    return this.#sync.trusted
  }

  /** `undefined` where the log is not followed. */
  get log(): LogFollower['state'] | undefined {
    return this.#log?.state
  }

  get status(): FollowerStatus {
    return this.#status
  }

  async run(signal: AbortSignal): Promise<void> {
    // Leases run out whether or not the hub is there, and also ran out while this was not running.
    const enforce = () => this.#sync.enforce().catch((error: unknown) => this.#fail(error))
    await enforce()
    const tick = setInterval(enforce, MINUTE_MS)
    let waitMs = RETRY_MS
    while (!signal.aborted) {
      try {
        await this.#round()
        waitMs = RETRY_MS
        await this.#listen(signal)
      } catch (error) {
        if (signal.aborted) break
        this.#fail(error)
        await sleep(waitMs, undefined, { signal }).catch(() => {})
        waitMs = Math.min(2 * waitMs, RETRY_MS_MAX)
      }
    }
    clearInterval(tick)
  }

  async #round(): Promise<void> {
    const askedAtMs = systemClock.nowMs()
    const enforced = await this.#sync.round()
    this.#status = { enforced, roundAtMs: askedAtMs, failure: null }
    await this.#options.onRound?.(this.#sync.trusted, enforced, askedAtMs)
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const line = new AbortController()
    const lineSignal = AbortSignal.any([signal, line.signal])
    const silence = setTimeout(() => line.abort(), ROUND_MS)
    try {
      for await (const _ of this.#client.changes(lineSignal)) {
        await this.#round()
        silence.refresh()
      }
    } catch (error) {
      if (!line.signal.aborted) throw error
    } finally {
      clearTimeout(silence)
      line.abort()
    }
  }

  #fail(error: unknown): void {
    const code = error instanceof NoroshiError ? error.code : 'INTERNAL'
    const sinceMs = this.#status.failure?.sinceMs ?? systemClock.nowMs()
    const hubCode = error instanceof SyncError ? (error.hubCode ?? null) : null
    this.#status = { ...this.#status, failure: { code, hubCode, sinceMs } }
    this.#options.onFailure?.(error)
  }
}
