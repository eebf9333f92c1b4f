import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Clock } from '../../core/clock.ts'
import { MINUTE_MS } from '../../core/time-span.ts'
import { ACCOUNT_SUFFIX, type Account } from '../spool/account.ts'
import { markCounted, readAccount } from '../spool/account-files.ts'
import { listSegments, type Segment } from '../spool/spool.ts'
import { StoreError } from '../store/errors.ts'
import { exporterHoursBlock } from '../store/exporter-hours.ts'
import { CollectError } from './errors.ts'

export type LoaderOptions = {
  readonly directory: string
  readonly clock: Clock
  /** Stores a segment exactly once, however often it is called with the same name. */
  readonly load: (path: string, segmentName: string) => Promise<void>
  /** Adds the counts of a segment's account from a file, exactly once as well. Needed where there are any. */
  readonly count?: (path: string, segmentName: string) => Promise<void>
  /** Something the operator should see; called at most once per failed attempt. */
  readonly onFailure?: (failure: LoadFailure) => void
  readonly pollMs?: number
}

export type LoadFailure = {
  readonly segment: string
  readonly error: unknown
  /** True when the segment was set aside and will not be tried again by itself. */
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
 * Carries acknowledged segments into the store, oldest first, one at a time, and removes each after
 * the engine has answered. A crash in between repeats an insert, which the engine then recognises.
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
  #loaded = 0
  #setAside = 0
  #consecutiveFailures = 0

  constructor(options: LoaderOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    await mkdir(this.#options.directory, { recursive: true, mode: 0o700 })
    this.#running = this.#run()
  }

  /** A new segment may be there: do not wait for the next poll. */
  wake(): void {
    this.#wake?.()
  }

  /** Finishes the segment in hand; the rest waits in the spool for the next start. */
  async stop(): Promise<void> {
    this.#isStopping = true
    this.wake()
    await this.#running
  }

  /** Loads everything that is acknowledged now; for commands that open the store themselves. */
  async drain(onLoaded?: (segment: Segment) => void): Promise<void> {
    for (const segment of await listSegments(this.#options.directory)) {
      await this.#carry(segment)
      this.#loaded += 1
      onLoaded?.(segment)
    }
  }

  async counts(): Promise<LoaderCounts> {
    const waiting = await listSegments(this.#options.directory)
    return {
      loaded: this.#loaded,
      setAside: this.#setAside,
      waiting: waiting.length,
      waitingOctets: waiting.reduce((sum, segment) => sum + segment.octets, 0),
      consecutiveFailures: this.#consecutiveFailures,
    }
  }

  async #run(): Promise<void> {
    await removeUnfinished(this.#options.directory, this.#options.clock.nowMs())
    while (!this.#isStopping) {
      const segments = await listSegments(this.#options.directory)
      for (const segment of segments) {
        if (this.#isStopping) return
        await this.#try(segment)
      }
      if (segments.length === 0 || this.#consecutiveFailures > 0) await this.#rest()
    }
  }

  async #try(segment: Segment): Promise<void> {
    try {
      await this.#carry(segment)
      this.#attempts.delete(segment.name)
      this.#loaded += 1
      this.#consecutiveFailures = 0
    } catch (error) {
      await this.#failed(segment, error)
    }
  }

  /**
   * The order makes a crash at any point repeat what is void to repeat: records, counts, then the
   * mark on the account, last the segment (account-files.ts).
   */
  async #carry(segment: Segment): Promise<void> {
    const { directory } = this.#options
    const account = await readAccount(directory, segment.name)
    if (account === 'damaged')
      throw new CollectError('ACCOUNT_DAMAGED', `the account of ${segment.name} cannot be read`)
    if (account?.recordCount !== 0) await this.#options.load(segment.path, segment.name)
    if (account) {
      await this.#count(segment.name, account)
      await markCounted(directory, segment.name)
    }
    await rm(segment.path, { force: true })
  }

  async #count(name: string, { entries }: Account): Promise<void> {
    if (entries.length === 0) return
    const { count } = this.#options
    if (!count) throw new Error('a segment with an account, and nobody to count it')
    const path = join(this.#options.directory, name + COUNTS_SUFFIX)
    await writeFile(path, exporterHoursBlock(entries), { mode: 0o600 })
    await count(path, name)
    await rm(path, { force: true })
  }

  async #failed(segment: Segment, error: unknown): Promise<void> {
    const isEngineAlive = this.#consecutiveFailures === 0
    const attempts = (this.#attempts.get(segment.name) ?? 0) + (isEngineAlive ? 1 : 0)
    // A file that is no segment will be none tomorrow; an engine may only be away.
    const isCertain = error instanceof StoreError && error.code === 'SEGMENT_INVALID'
    const isSetAside = isCertain || attempts >= ATTEMPT_COUNT_MAX
    if (isSetAside) {
      const refused = join(this.#options.directory, REFUSED_DIRECTORY)
      await mkdir(refused, { recursive: true, mode: 0o700 })
      // The account goes along, and first: alone it would be taken for a void one.
      const account = segment.name + ACCOUNT_SUFFIX
      await rename(join(this.#options.directory, account), join(refused, account)).catch(() => {})
      await rename(segment.path, join(refused, basename(segment.path)))
      this.#attempts.delete(segment.name)
      this.#setAside += 1
    } else {
      this.#attempts.set(segment.name, attempts)
      this.#consecutiveFailures += 1
    }
    this.#options.onFailure?.({ segment: segment.name, error, isSetAside })
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

/** Files that a writer left unfinished when it died were never acknowledged. */
async function removeUnfinished(directory: string, nowMs: number): Promise<void> {
  for (const name of await readdir(directory)) {
    const path = join(directory, name)
    if (!name.endsWith('.part')) continue
    const found = await stat(path).catch(() => undefined)
    if (found && nowMs - found.mtimeMs > UNFINISHED_AGE_MAX_MS) await rm(path, { force: true })
  }
}
