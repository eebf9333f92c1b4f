import { createHash } from 'node:crypto'
import type { Clock } from '../../core/clock.ts'
import type { LintPolicy } from '../warning/lint.ts'
import { TrustError, type TrustErrorCode } from '../warning/trust/errors.ts'
import { follow, type Trusted } from '../warning/trust/follow.ts'
import { followRoot, trustFirstRoot } from '../warning/trust/root.ts'
import { loadTrusted, saveTrusted } from '../warning/trust/trust-store.ts'
import { isInForce, type Warning } from '../warning/warning.ts'
import { SyncError } from './errors.ts'
import type { HubClient } from './hub-client.ts'
import type { LogFollower } from './log-follower.ts'
import { enforceable, type Override } from './overrides.ts'

/**
 * Puts the list into effect: firewall, resolver, files. Returns when what it was given is what is enforced, and
 * only then does the hub hear so. Called again with the same list it must do no harm.
 */
export type Enforce = (warnings: readonly Warning[], trusted: Trusted) => Promise<void>

export type SyncPorts = {
  readonly client: Pick<HubClient, 'offer' | 'acknowledge'>
  readonly clock: Clock
  readonly policy: LintPolicy
  /** The file of what is believed. */
  readonly path: string
  readonly overrides: () => readonly Override[]
  /** Throws `LogError`; where there is none the hub is believed for its signature alone. */
  readonly log?: Pick<LogFollower, 'check'> | undefined
  readonly enforce: Enforce
}

/** The documents do not lead from here to what the head names. */
const PATHLESS: ReadonlySet<TrustErrorCode> = new Set([
  'LIST_WITHHELD',
  'LIST_DISCONTINUED',
  'LIST_EXPIRED',
])

/**
 * A member's side. Nothing is used before all of it is verified; whatever is refused leaves the last good list
 * as it is, and that list ends by its own leases.
 */
export class MemberSync {
  readonly #ports: SyncPorts
  #trusted: Trusted
  /** A list that is signed and whose log is not in order: it takes away, and adds nothing. */
  #ceiling: Trusted['warnings'] | undefined

  private constructor(ports: SyncPorts, trusted: Trusted) {
    this.#ports = ports
    this.#trusted = trusted
  }

  /** Throws SYNC_NOT_JOINED, or TRUST_STATE_DAMAGED for what a person has to look at. */
  static open(ports: SyncPorts): MemberSync {
    const trusted = loadTrusted(ports.path)
    if (!trusted) throw new SyncError('SYNC_NOT_JOINED', 'no hub was joined from this directory')
    return new MemberSync(ports, trusted)
  }

  get trusted(): Trusted {
    return this.#trusted
  }

  /** One round: ask, verify, keep, enforce, say so. Answers how many warnings are acted on. */
  async round(): Promise<number> {
    const { client, path } = this.#ports
    const next = await this.#ask()
    const isNews =
      next.list?.hash !== this.#trusted.list?.hash ||
      next.root.version !== this.#trusted.root.version
    await this.#checkLog(next)
    // On disk before it is acted on: whoever dies in between must not go back behind what was enforced.
    if (isNews) saveTrusted(path, next)
    this.#trusted = next
    const count = await this.enforce()
    const version = next.list?.version ?? 0
    if (version > 0) await client.acknowledge(version, version)
    return count
  }

  async #checkLog(next: Trusted): Promise<void> {
    const held = this.#trusted.warnings
    try {
      // A document that was taken brings new objects, and leaves the others as they were.
      const changed = [...next.warnings.values()].filter(
        (warning) => held.get(warning.id) !== warning && this.#isRunning(warning),
      )
      await this.#ports.log?.check(changed)
      this.#ceiling = undefined
    } catch (error) {
      this.#ceiling = next.warnings
      await this.enforce()
      throw error
    }
  }

  #isRunning({ validUntil }: Warning): boolean {
    return Date.parse(validUntil) > this.#ports.clock.nowMs()
  }

  /** By the path from where it stands; where that leads nowhere, once more for the whole list. */
  async #ask(): Promise<Trusted> {
    const { client, clock, policy } = this.#ports
    const trusted = this.#trusted
    const offer = await client.offer(trusted)
    try {
      return follow(trusted, offer, clock.nowMs(), policy)
    } catch (error) {
      if (!(error instanceof TrustError && PATHLESS.has(error.code))) throw error
      const whole = await client.offer({ root: trusted.root, list: null })
      return follow(trusted, whole, clock.nowMs(), policy)
    }
  }

  /** Without the hub: what still holds by the last good list. Called also while the hub is out of reach. */
  async enforce(): Promise<number> {
    const { clock, overrides } = this.#ports
    const nowMs = clock.nowMs()
    const ceiling = this.#ceiling
    const held = enforceable(this.#trusted.warnings.values(), overrides(), nowMs)
    const warnings = ceiling
      ? held.filter(({ id }) => {
          const newer = ceiling.get(id)
          return newer !== undefined && isInForce(newer, nowMs)
        })
      : held
    await this.#ports.enforce(warnings, this.#trusted)
    return warnings.length
  }
}

/** The fingerprint of a first root: what people read to each other over the telephone. */
export const rootFingerprint = (text: string): string =>
  createHash('sha256').update(text).digest('hex')

/**
 * Joins a hub with a one-time invitation. The fingerprint of the first root has come another way, or somebody
 * between could hand over a root of its own. Throws ROOT_FINGERPRINT_WRONG.
 */
export async function join(
  client: HubClient,
  invitation: string,
  fingerprint: string,
  path: string,
): Promise<Trusted> {
  if (loadTrusted(path))
    throw new SyncError('SYNC_ALREADY_JOINED', 'a hub was joined from this directory before')
  // Before the invitation is used up: it works once.
  const [first, ...rest] = await client.roots()
  if (first === undefined || rootFingerprint(first) !== fingerprint)
    throw new SyncError(
      'ROOT_FINGERPRINT_WRONG',
      'the hub’s first root is not the one you were told',
    )
  const root = rest.reduce(
    (held, text) => followRoot(held, text).signed,
    trustFirstRoot(first).signed,
  )
  const { member } = await client.join(invitation)
  const trusted: Trusted = { view: member, root, head: null, list: null, warnings: new Map() }
  saveTrusted(path, trusted)
  return trusted
}
