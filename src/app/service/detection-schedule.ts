import { readFile, rename, writeFile } from 'node:fs/promises'
import type { Clock } from '../../core/clock.ts'
import { SECOND_MS } from '../../core/time-span.ts'
import type { Detection } from '../../verdicts/index.ts'

export type DetectionScheduleOptions = {
  readonly detect: () => Promise<ScheduledDetection | undefined>
  /** Called with each new detection, before it is shown. */
  readonly onDetection: (detection: Detection) => Promise<void>
  readonly onFailure: (error: unknown) => void
  readonly everyMs: number
  /** Whether the recent past is still coming in: a detection then would be of half of it, and slow its coming. */
  readonly isCatchingUp?: () => boolean
  /** Where the newest one is kept across restarts. */
  readonly file: string
  readonly clock: Clock
}

/** A detection by the model of this name. */
export type ScheduledDetection = Detection & { readonly model: string }

export type DatedDetection = ScheduledDetection & { readonly detectedAt: string }

/** Detection may take a third of the time at most, so that it never starves loading. */
const REST_FACTOR = 2
/** So long a detection waits for the past; then half of it is better than nothing. */
const CATCHING_UP_MAX_MS = 60 * SECOND_MS
/** What came in last is on its way into the store. */
const SETTLING_MS = 5 * SECOND_MS

/** Runs detection again and again, one at a time, and remembers the newest. */
export class DetectionSchedule {
  readonly #options: DetectionScheduleOptions
  #latest: DatedDetection | undefined
  #failure: unknown
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(options: DetectionScheduleOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    this.#latest = await readLatest(this.#options.file)
    this.#plan(SECOND_MS)
  }

  latest(): DatedDetection | undefined {
    return this.#latest
  }

  /** The error of the newest run, if it failed. */
  failure(): unknown {
    return this.#failure
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  /** @param patienceMs how long it may still wait for the past after the delay */
  #plan(delayMs: number, patienceMs = CATCHING_UP_MAX_MS): void {
    if (this.#isStopped) return
    this.#timer = setTimeout(() => {
      const hasWaited = patienceMs < CATCHING_UP_MAX_MS
      if (patienceMs > 0 && this.#isCatchingUp()) this.#plan(SECOND_MS, patienceMs - SECOND_MS)
      else if (patienceMs > 0 && hasWaited) this.#plan(SETTLING_MS, 0)
      else this.#running = this.#run()
    }, delayMs)
  }

  #isCatchingUp(): boolean {
    return this.#options.isCatchingUp?.() ?? false
  }

  async #run(): Promise<void> {
    const startedMs = this.#options.clock.nowMs()
    const wasCatchingUp = this.#isCatchingUp()
    try {
      const detection = await this.#options.detect()
      if (detection) await this.#keep(detection)
      this.#failure = undefined
    } catch (error) {
      this.#failure = error
      this.#options.onFailure(error)
    }
    const tookMs = this.#options.clock.nowMs() - startedMs
    const restMs = Math.max(this.#options.everyMs - tookMs, REST_FACTOR * tookMs, SECOND_MS)
    // Of half a past: the next comes as soon as the other half is there.
    this.#plan(wasCatchingUp ? SETTLING_MS : restMs)
  }

  async #keep(detection: ScheduledDetection): Promise<void> {
    const dated = {
      ...detection,
      detectedAt: new Date(this.#options.clock.nowMs()).toISOString(),
    }
    await this.#options.onDetection(detection)
    await writeFile(`${this.#options.file}.part`, JSON.stringify(dated), { mode: 0o600 })
    await rename(`${this.#options.file}.part`, this.#options.file)
    this.#latest = dated
  }
}

async function readLatest(file: string): Promise<DatedDetection | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}
