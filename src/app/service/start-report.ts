import { formatEndpoint } from '../../core/endpoint.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { ProgressLine } from '../progress.ts'
import { saidShortly } from '../said-shortly.ts'
import { systemClock } from '../system-ports.ts'
import type { CountryThread } from './country-thread.ts'
import type { DatedDetection } from './detection-schedule.ts'
import { acceptedOn } from './exporters-view.ts'
import type { Service } from './service.ts'
import { START_TEXTS as say } from './start-texts.ts'

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
      .listeners.map(({ address, port }) => say.listener(acceptedOn(port), `${address}:${port}`))
    console.log(`Noroshi 狼煙 ${parts.version}`)
    line(say.console(), service.consoleUrl)
    line(say.collecting(), listeners.join(', '))
    line('', say.from(parts.configuration.allowedExporters.join(', ')))
    if (!parts.collector.isCollecting) line(say.notice(), say.noNotice())
    line(say.data(), say.kept(parts.dataDirectory, parts.configuration.retention.flowDays))
    if (service.firstUrl) {
      line(say.signIn(), service.firstUrl)
      line('', say.signInHint())
    }
    if (demo) line(say.demo(), say.country(demo.seed))
    console.log(`  ${say.stop()}`)
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
    const state = say.state(counts.exporters.length, flowCount, lost)
    this.#progress.show(`${this.#countryState()}${state}`, this.#fraction())
    this.#showCandidates(parts.schedule.latest())
  }

  #countryState(): string {
    const progress = this.#demo?.thread.progress()
    if (!progress) return ''
    const time = new Date(progress.virtualMs).toISOString().slice(0, 16).replace('T', ' ')
    if (systemClock.nowMs() - progress.virtualMs > CAUGHT_UP_MS) return say.countryAt(time)
    this.#caughtUpAt ??= new Date(systemClock.nowMs()).toISOString()
    return say.countryLive()
  }

  /** How much of the country's yesterday has been sent. */
  #fraction(): number | undefined {
    const progress = this.#demo?.thread.progress()
    if (!progress || this.#caughtUpAt !== undefined) return undefined
    return Math.max(0, 1 - (systemClock.nowMs() - progress.virtualMs) / DAY_MS)
  }

  #showCandidates(detection: DatedDetection | undefined): void {
    if (!detection || detection.candidates.every((candidate) => candidate.band === 'watch')) return
    const isWhole = this.#caughtUpAt !== undefined && detection.detectedAt > this.#caughtUpAt
    if (this.#printed === 'whole' || (this.#printed === 'first' && !isWhole)) return
    this.#progress.finish()
    const title =
      isWhole || !this.#demo ? say.candidates(detection.endpointCount) : say.firstCandidates()
    console.log(`\n${title}`)
    for (const [index, candidate] of detection.candidates.slice(0, CANDIDATES_SHOWN).entries()) {
      const rank = String(index + 1).padStart(3)
      const probability = candidate.probability.toFixed(2)
      console.log(
        `${rank}. ${probability}  ${formatEndpoint(candidate)}  ${say.clients(candidate.clients)}`,
      )
      for (const said of saidShortly(candidate)) console.log(`           ${said}`)
    }
    console.log(`${say.seeAll(this.#service!.consoleUrl)}\n`)
    this.#printed = isWhole || !this.#demo ? 'whole' : 'first'
  }
}

const LABEL_WIDTH = 12

/** A label of the head, wide characters counted as two columns. */
function line(label: string, text: string): void {
  const width = [...label].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 2 : 1), 0)
  console.log(`  ${label}${' '.repeat(Math.max(1, LABEL_WIDTH - width))}${text}`)
}
