import { formatEndpoint } from '../../core/endpoint.ts'
import { ProgressLine } from '../progress.ts'
import { systemClock } from '../system-ports.ts'
import type { CountryThread } from './country-thread.ts'
import type { DatedDetection } from './detection-schedule.ts'
import { acceptedOn } from './exporters-view.ts'
import type { Service } from './service.ts'

type Demo = { readonly seed: number; readonly thread: CountryThread }

const EVERY_MS = 500
const CANDIDATES_SHOWN = 10
/** Virtual time this close to now has caught up. */
const CAUGHT_UP_MS = 120_000

/** What `start` shows on the terminal: where to look, what comes in, and what was found. */
export class StartReport {
  readonly #progress = new ProgressLine()
  #timer: NodeJS.Timeout | undefined
  #service: Service | undefined
  #demo: Demo | undefined
  /** Which lists have been printed: the first, and the one after the past has been sent. */
  #printed: 'nothing' | 'first' | 'whole' = 'nothing'
  #caughtUpAt: string | undefined

  say(text: string): void {
    this.#progress.finish(`noroshi: ${text}`)
  }

  begin(service: Service, demo: Demo | undefined): void {
    this.#service = service
    this.#demo = demo
    const { parts } = service
    const listeners = parts.collector
      .counts()
      .listeners.map(({ address, port }) => `${acceptedOn(port)} on ${address}:${port}`)
    console.log(`Noroshi 狼煙 ${parts.version}`)
    console.log(`  console     ${service.consoleUrl}`)
    console.log(`  collecting  ${listeners.join(', ')}`)
    console.log(
      `              from ${parts.configuration.allowedExporters.join(', ')}; headers only, never payload`,
    )
    console.log(
      `  data        ${parts.dataDirectory}, flows kept ${parts.configuration.retention.flowDays} days`,
    )
    if (demo)
      console.log(
        `  demo        a small simulated country, seed ${demo.seed}: its last day, then live; all of it synthetic`,
      )
    console.log('  Ctrl-C stops.')
    this.#timer = setInterval(() => void this.#tick(), EVERY_MS)
  }

  end(): void {
    clearInterval(this.#timer)
    this.#progress.finish()
  }

  async #tick(): Promise<void> {
    const parts = this.#service!.parts
    const counts = parts.collector.counts()
    const { flowCount } = await parts.extent.current()
    const lost = counts.droppedRecords + (counts.kernelDrops ?? 0)
    const state = `${counts.exporters.length} exporters, ${flowCount.toLocaleString('en')} flows stored, ${lost} lost`
    this.#progress.show(`${this.#countryState()}${state}`, this.#fraction())
    this.#showCandidates(parts.schedule.latest())
  }

  #countryState(): string {
    const progress = this.#demo?.thread.progress()
    if (!progress) return ''
    const time = new Date(progress.virtualMs).toISOString().slice(0, 16).replace('T', ' ')
    if (systemClock.nowMs() - progress.virtualMs > CAUGHT_UP_MS) return `country at ${time} UTC; `
    this.#caughtUpAt ??= new Date(systemClock.nowMs()).toISOString()
    return 'country live; '
  }

  /** How much of the country's yesterday has been sent. */
  #fraction(): number | undefined {
    const progress = this.#demo?.thread.progress()
    if (!progress || this.#caughtUpAt !== undefined) return undefined
    const dayMs = 86_400_000
    return 1 - (systemClock.nowMs() - progress.virtualMs) / dayMs
  }

  #showCandidates(detection: DatedDetection | undefined): void {
    if (!detection || detection.candidates.every((candidate) => candidate.band === 'watch')) return
    const isWhole = this.#caughtUpAt !== undefined && detection.detectedAt > this.#caughtUpAt
    if (this.#printed === 'whole' || (this.#printed === 'first' && !isWhole)) return
    this.#progress.finish()
    console.log(
      isWhole || !this.#demo
        ? `\nCandidates among ${detection.endpointCount.toLocaleString('en')} endpoints:`
        : `\nFirst candidates, while the country’s day is still coming in:`,
    )
    for (const [index, candidate] of detection.candidates.slice(0, CANDIDATES_SHOWN).entries()) {
      const rank = String(index + 1).padStart(3)
      const reason = candidate.reasons[0]?.en ?? ''
      console.log(
        `${rank}. ${candidate.probability.toFixed(2)}  ${formatEndpoint(candidate)}  (${candidate.clients} clients)`,
      )
      console.log(`           ${reason}`)
    }
    console.log(`See them all, with reasons for and against: ${this.#service!.consoleUrl}\n`)
    this.#printed = isWhole || !this.#demo ? 'whole' : 'first'
  }
}
