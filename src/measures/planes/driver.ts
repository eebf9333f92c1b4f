import type { Clock } from '../../core/clock.ts'
import type { Blocking } from '../block/blocking.ts'
import { PlaneError, type PlaneErrorCode } from './errors.ts'
import type { Applied, Plane } from './plane.ts'

/** How one plane took a change. */
export type Outcome = {
  readonly plane: string
  readonly isDone: boolean
  /** Why not, in the words of `PlaneError`; `PLANE_UNREACHABLE` also when it took too long to wait for. */
  readonly code: PlaneErrorCode | null
  readonly tookMs: number
}

export type DriverCounts = {
  readonly applied: number
  readonly added: number
  readonly removed: number
  readonly mended: number
  readonly renewed: number
  readonly failed: number
}

/** `behind`: not all that is wanted is there, so its lease is not renewed. */
export type DriverState = 'holds' | 'behind' | 'lifted'

/** A device that is down is asked this often at first, and this often at last. */
const RETRY_FIRST_MS = 200
const RETRY_LAST_MS = 30_000
const RENEWALS_PER_LEASE = 3
const MEND_EVERY_MS = 60_000
/** Whoever waits for a change is told after this that the plane does not answer. */
const OUTCOME_WAIT_MS = 10_000

/**
 * Drives one plane, one order at a time: what is wanted last, renewal, mending; tries again with growing pauses.
 * Renews only while the plane holds what is wanted: who withdrew must not stay blocked because a device that
 * refused the withdrawal still takes renewals.
 */
export class PlaneDriver {
  readonly plane: Plane
  readonly #clock: Clock
  readonly #beat: (plane: string) => void
  #wanted: readonly Blocking[] = []
  #wantedVersion = 0
  #heldVersion = -1
  #isLifted = false
  #isBusy = false
  #failuresInRow = 0
  #retryAtMs = 0
  #renewAtMs = 0
  #mendAtMs: number
  #readAtMs: number | null = null
  #code: PlaneErrorCode | null = null
  #waiting: { readonly version: number; readonly settle: (code: PlaneErrorCode | null) => void }[] =
    []
  #counts = { applied: 0, added: 0, removed: 0, mended: 0, renewed: 0, failed: 0 }

  /** @param beat told after each renewal, for who ends the rules when there is none */
  constructor(plane: Plane, clock: Clock, beat: (plane: string) => void) {
    this.plane = plane
    this.#clock = clock
    this.#beat = beat
    this.#mendAtMs = clock.nowMs() + MEND_EVERY_MS
  }

  get state(): DriverState {
    if (this.#heldVersion !== this.#wantedVersion) return 'behind'
    return this.#isLifted ? 'lifted' : 'holds'
  }

  get code(): PlaneErrorCode | null {
    return this.#code
  }

  get counts(): DriverCounts {
    return { ...this.#counts }
  }

  /** What the plane is to hold while it is not lifted. */
  get wanted(): readonly Blocking[] {
    return this.#wanted
  }

  /** When the plane was last read and put right without a fault; null while it never was. */
  get readAtMs(): number | null {
    return this.#readAtMs
  }

  /** Answers when the plane has taken it, has refused it, or does not answer; goes on trying in any case. */
  want(blockings: readonly Blocking[]): Promise<Outcome> {
    this.#wanted = blockings
    return this.#changed()
  }

  lift(): Promise<Outcome> {
    this.#isLifted = true
    return this.#changed()
  }

  /** What was wanted last holds again. */
  resume(): Promise<Outcome> {
    this.#isLifted = false
    return this.#changed()
  }

  /** Does what is due; called often. */
  async tick(): Promise<void> {
    const nowMs = this.#clock.nowMs()
    if (this.#isBusy) return
    if (this.state === 'behind') {
      if (nowMs >= this.#retryAtMs) await this.#catchUp()
    } else if (nowMs >= this.#renewAtMs) await this.#maintain(() => this.#renew())
    else if (nowMs >= this.#mendAtMs) await this.mend()
  }

  async mend(): Promise<void> {
    if (this.#isBusy || this.state === 'behind') return
    this.#mendAtMs = this.#clock.nowMs() + MEND_EVERY_MS
    if (this.#isLifted) return
    // Where it fails `mend` looks again, and says what is wrong.
    await this.plane.look?.().catch(() => {})
    await this.#maintain(async () => {
      if (this.#isLifted) return
      this.#count(await this.plane.mend())
      this.#readAtMs = this.#clock.nowMs()
    })
  }

  #changed(): Promise<Outcome> {
    const startedMs = this.#clock.nowMs()
    const version = ++this.#wantedVersion
    const { promise, resolve } = Promise.withResolvers<PlaneErrorCode | null>()
    this.#waiting.push({ version, settle: resolve })
    const timer = setTimeout(() => resolve('PLANE_UNREACHABLE'), OUTCOME_WAIT_MS)
    void this.#catchUp()
    return promise.then((code) => {
      clearTimeout(timer)
      const tookMs = this.#clock.nowMs() - startedMs
      return { plane: this.plane.name, isDone: code === null, code, tookMs }
    })
  }

  async #catchUp(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    while (this.state === 'behind') {
      const version = this.#wantedVersion
      const code = await this.#told()
      this.#settle(version, code)
      this.#code = code
      if (code !== null) {
        this.#failed()
        break
      }
      this.#failuresInRow = 0
      this.#heldVersion = version
    }
    this.#isBusy = false
  }

  async #told(): Promise<PlaneErrorCode | null> {
    try {
      if (this.#isLifted) {
        await this.plane.liftAll()
        // Whoever ends rules for the plane may have ended them by then, and is told at once when it resumes.
        this.#renewAtMs = 0
      } else {
        this.#count(await this.plane.apply(this.#wanted))
        this.#counts.applied++
        if (this.#heldVersion < 0) await this.#renew()
      }
      return null
    } catch (error) {
      if (error instanceof PlaneError) return error.code
      throw error
    }
  }

  async #renew(): Promise<void> {
    this.#renewAtMs = this.#clock.nowMs() + this.plane.leaseMs / RENEWALS_PER_LEASE
    if (this.#isLifted) return
    await this.plane.renew()
    this.#beat(this.plane.name)
    this.#counts.renewed++
  }

  /** A failure means that nothing is known of the plane: it is told everything again. */
  async #maintain(act: () => Promise<void>): Promise<void> {
    if (this.#isBusy || this.state === 'behind') return
    this.#isBusy = true
    try {
      await act()
    } catch (error) {
      if (!(error instanceof PlaneError)) throw error
      this.#code = error.code
      this.#heldVersion = -1
      this.#failed()
    } finally {
      this.#isBusy = false
    }
    // Whatever was wanted meanwhile has found the plane busy.
    if (this.#waiting.length > 0) await this.#catchUp()
  }

  #failed(): void {
    this.#counts.failed++
    this.#heldVersion = -1
    const pauseMs = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** this.#failuresInRow)
    this.#failuresInRow++
    this.#retryAtMs = this.#clock.nowMs() + pauseMs
  }

  #settle(version: number, code: PlaneErrorCode | null): void {
    this.#waiting = this.#waiting.filter((each) => {
      if (each.version > version) return true
      each.settle(code)
      return false
    })
  }

  #count({ added, removed, mended }: Applied): void {
    this.#counts.added += added
    this.#counts.removed += removed
    this.#counts.mended += mended
  }
}
