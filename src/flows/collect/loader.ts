import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../core/clock.ts'
import { MINUTE_MS } from '../../core/time-span.ts'
import { ACCOUNT_SUFFIX, type Account } from '../spool/account.ts'
import { markCounted, readAccount } from '../spool/account-files.ts'
import { listSegments, SEGMENT_SUFFIX, type Segment } from '../spool/spool.ts'
import { StoreError } from '../store/errors.ts'
import { exporterHoursBlock } from '../store/exporter-hours.ts'
import { CollectError } from './errors.ts'
import {
  apart,
  beginGroup,
  endGroup,
  groupSegments,
  markStored,
  type SegmentGroup,
} from './segment-group.ts'

/** Where segments are stored. */
export type SegmentStore = {
  /** Stores segments together, exactly once, however often it is called with the same token. */
  load(paths: readonly string[], token: string): Promise<void>
  /** Adds the counts of their accounts from a file, exactly once as well. Needed where there are any. */
  count?(path: string, token: string): Promise<void>
  /** Rejects what is no segment, so that it spoils no others. Without it every segment goes alone. */
  check?(path: string): Promise<unknown>
}

export type LoaderOptions = {
  readonly directory: string
  readonly clock: Clock
  readonly store: SegmentStore
  /** Something the operator should see; called at most once per failed attempt. */
  readonly onFailure?: (failure: LoadFailure) => void
  readonly pollMs?: number
}

export type LoadFailure = {
  /** Its name, or that of the group it was to be stored with. */
  readonly segment: string
  readonly error: unknown
  /** True when it was set aside and will not be tried again by itself. */
  readonly isSetAside: boolean
}

export type LoaderCounts = {
  readonly loaded: number
  readonly setAside: number
  /** Acknowledged segments that wait. */
  readonly waiting: number
  readonly waitingOctets: number
  /** Failures since the last success. */
  readonly consecutiveFailures: number
}

/** Where segments go that the engine refuses though it takes others. */
const REFUSED_DIRECTORY = 'refused'
/** An account's counts on their way into the engine; written again whenever it is tried again. */
const COUNTS_SUFFIX = '.hours'
/** A segment is set aside after so many refusals, each followed by the success of another. */
const ATTEMPT_COUNT_MAX = 3
const POLL_MS = 1_000
const RETRY_MS_MAX = 30_000
/** A file that has not been finished for so long has no writer any more. */
const UNFINISHED_AGE_MAX_MS = 10 * MINUTE_MS
/**
 * A segment so large comes of so much traffic that others follow within moments: it waits for them, but
 * not longer than this, to be stored together (segment-group.ts).
 */
const BUSY_OCTETS = 8 << 20
const COMPANY_WAIT_MS = 2_000
const COMPANY_OCTETS = 96 << 20

/**
 * Carries acknowledged segments into the store, oldest first, those that wait together in one insert,
 * and removes them after the engine has answered. A crash in between repeats an insert, which the engine
 * then recognises.
 *
 * When the engine fails altogether nothing is set aside: the spool holds until it is back. Only what is
 * no segment, or a segment that fails while others succeed, is moved to `refused/`, so that one bad
 * file cannot stop the rest, and is kept there for a person to look at.
 */
export class Loader {
  readonly #options: LoaderOptions
  readonly #attempts = new Map<string, number>()
  #wake: (() => void) | undefined
  #isStopping = false
  #running: Promise<void> | undefined
  #aloneSinceMs: number | undefined
  #loaded = 0
  #setAside = 0
  #consecutiveFailures = 0

  constructor(options: LoaderOptions) {
    this.#options = options
  }

  /** Also after it was stopped. */
  async start(): Promise<void> {
    this.#isStopping = false
    await mkdir(this.#options.directory, { recursive: true, mode: 0o700 })
    this.#running = this.#run()
  }

  /** A new segment may be there: do not wait for the next poll. */
  wake(): void {
    this.#wake?.()
  }

  /** Finishes what is in hand; the rest waits in the spool for the next start. */
  async stop(): Promise<void> {
    this.#isStopping = true
    this.wake()
    await this.#running
  }

  /** Loads everything that is acknowledged now; for commands that open the store themselves. */
  async drain(onLoaded?: (segment: Segment) => void): Promise<void> {
    for (const group of await this.#groups(await this.#waiting())) {
      await this.#carry(await beginGroup(this.#options.directory, group))
      for (const segment of group.segments) onLoaded?.(segment)
    }
  }

  async counts(): Promise<LoaderCounts> {
    const waiting = await this.#waiting()
    return {
      loaded: this.#loaded,
      setAside: this.#setAside,
      waiting: waiting.length,
      waitingOctets: octetsOf(waiting),
      consecutiveFailures: this.#consecutiveFailures,
    }
  }

  async #run(): Promise<void> {
    await removeUnfinished(this.#options.directory, this.#options.clock.nowMs())
    while (!this.#isStopping) {
      const waiting = await this.#waiting()
      if (this.#awaitsCompany(waiting)) {
        await this.#rest()
        continue
      }
      this.#aloneSinceMs = undefined
      for (const group of await this.#groups(waiting)) {
        if (this.#isStopping) return
        await this.#try(group)
      }
      if (waiting.length === 0 || this.#consecutiveFailures > 0) await this.#rest()
    }
  }

  #waiting(): Promise<Segment[]> {
    return listSegments(this.#options.directory)
  }

  #awaitsCompany(waiting: readonly Segment[]): boolean {
    const newest = waiting.at(-1)
    if (!this.#options.store.check || !newest || newest.octets < BUSY_OCTETS) return false
    if (octetsOf(waiting) >= COMPANY_OCTETS || this.#consecutiveFailures > 0) return false
    const nowMs = this.#options.clock.nowMs()
    this.#aloneSinceMs ??= nowMs
    return Math.abs(nowMs - this.#aloneSinceMs) < COMPANY_WAIT_MS
  }

  /** Groups of which every segment is one; what is none goes alone, to be refused by the engine's own word. */
  async #groups(waiting: readonly Segment[]): Promise<SegmentGroup[]> {
    const { directory, store } = this.#options
    const groups = await groupSegments(directory, waiting)
    const checked = groups.map(async (group) => {
      if (group.state !== 'planned' || group.segments.length === 1) return [group]
      if (!store.check) return apart(group)
      const whole = await Promise.all(
        group.segments.map(({ path, name }) => this.#isWhole(path, name)),
      )
      return whole.every(Boolean) ? [group] : apart(group)
    })
    return (await Promise.all(checked)).flat()
  }

  async #isWhole(path: string, name: string): Promise<boolean> {
    if ((await readAccount(this.#options.directory, name)) === 'damaged') return false
    return await this.#options.store.check!(path).then(
      () => true,
      () => false,
    )
  }

  async #try(planned: SegmentGroup): Promise<void> {
    let group = planned
    try {
      group = await beginGroup(this.#options.directory, planned)
      await this.#carry(group)
      this.#attempts.delete(group.name)
      this.#consecutiveFailures = 0
    } catch (error) {
      await this.#failed(group, error)
    }
  }

  /**
   * The order makes a crash at any point repeat what is void to repeat: records, counts, then the
   * marks on the accounts, last the segments (account-files.ts). Accounts are marked when the group
   * is: until then a repetition must bring the same counts.
   */
  async #carry(begun: SegmentGroup): Promise<void> {
    const { directory } = this.#options
    if (begun.state !== 'stored') await this.#storeAndCount(begun)
    const group = await markStored(directory, begun)
    const names = group.segments.map(({ name }) => name)
    await markCounted(directory, names)
    for (const { path } of group.segments) await rm(path, { force: true })
    await endGroup(directory, group)
    this.#loaded += group.segments.length
  }

  async #storeAndCount({ name, segments }: SegmentGroup): Promise<void> {
    const { directory, store } = this.#options
    const full: string[] = []
    const accounts: Account[] = []
    for (const segment of segments) {
      const account = await readAccount(directory, segment.name)
      if (account === 'damaged')
        throw new CollectError('ACCOUNT_DAMAGED', `the account of ${segment.name} cannot be read`)
      if (account) accounts.push(account)
      if (account?.recordCount !== 0) full.push(segment.path)
    }
    if (full.length > 0) await store.load(full, name)
    await this.#count(name, accounts)
  }

  async #count(name: string, accounts: readonly Account[]): Promise<void> {
    const entries = accounts.flatMap((account) => account.entries)
    if (entries.length === 0) return
    const { directory, store } = this.#options
    if (!store.count) throw new Error('a segment with an account, and nobody to count it')
    const path = join(directory, name + COUNTS_SUFFIX)
    await writeFile(path, exporterHoursBlock(entries), { mode: 0o600 })
    await store.count(path, name)
    await rm(path, { force: true })
  }

  async #failed(group: SegmentGroup, error: unknown): Promise<void> {
    const isEngineAlive = this.#consecutiveFailures === 0
    const attempts = (this.#attempts.get(group.name) ?? 0) + (isEngineAlive ? 1 : 0)
    // A file that is no segment will be none tomorrow; an engine may only be away.
    const isCertain = error instanceof StoreError && error.code === 'SEGMENT_INVALID'
    const isSetAside = isCertain || attempts >= ATTEMPT_COUNT_MAX
    if (isSetAside) {
      for (const { name } of group.segments) await this.#setApart(name)
      await endGroup(this.#options.directory, group)
      this.#attempts.delete(group.name)
    } else {
      this.#attempts.set(group.name, attempts)
      this.#consecutiveFailures += 1
    }
    this.#options.onFailure?.({ segment: group.name, error, isSetAside })
  }

  async #setApart(name: string): Promise<void> {
    const { directory } = this.#options
    const refused = join(directory, REFUSED_DIRECTORY)
    await mkdir(refused, { recursive: true, mode: 0o700 })
    // The account goes along, and first: alone it would be taken for a void one.
    for (const suffix of [ACCOUNT_SUFFIX, SEGMENT_SUFFIX])
      await rename(join(directory, name + suffix), join(refused, name + suffix)).catch(unlessGone)
    this.#setAside += 1
  }

  async #rest(): Promise<void> {
    const pollMs = this.#options.pollMs ?? POLL_MS
    const waitMs = Math.min(pollMs * 2 ** Math.min(this.#consecutiveFailures, 10), RETRY_MS_MAX)
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = undefined
  }
}

function octetsOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segment.octets, 0)
}

function unlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

/** Files that a writer left unfinished when it died were never acknowledged. */
async function removeUnfinished(directory: string, nowMs: number): Promise<void> {
  for (const name of await readdir(directory)) {
    const path = join(directory, name)
    if (!name.endsWith('.part')) continue
    const found = await stat(path).catch(() => undefined)
    if (found && nowMs - found.mtimeMs > UNFINISHED_AGE_MAX_MS) await rm(path, { force: true })
  }
}
