import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../core/clock.ts'
import type { Country } from '../country.ts'
import type { ExportProtocol } from '../exporters/exporter.ts'
import { createExporterSession, type ExporterSession } from '../exporters/exporter-session.ts'
import type { TrafficMinute } from '../traffic/traffic-minute.ts'
import { Pacer } from './pacer.ts'
import { pastFromMs, recallPast } from './recall-past.ts'
import { checkTarget, UdpSender, type UdpTarget } from './udp-sender.ts'

export type CountryRun = {
  readonly country: Country
  readonly targets: Readonly<Record<ExportProtocol, UdpTarget>>
  /** Start of virtual time, epoch ms; usually some hours ago. A plan's past days lie before it. */
  readonly startMs: number
  /** End of virtual time; without it the country lives until it is aborted. */
  readonly endMs?: number
  /** Virtual seconds per real second while catching up; without it as fast as pacing allows. */
  readonly speed?: number
  readonly datagramsPerSecondMax?: number
  /** Without it only this machine is a legal target. */
  readonly allowsRemoteTargets?: boolean
  readonly clock: Clock
  readonly signal?: AbortSignal
  /** Called before datagrams go out, with the virtual instant at which their exporter sends them. */
  readonly onSend?: (atMs: number) => void
  /** Called after every virtual minute. */
  readonly onProgress?: (progress: CountryProgress) => void
}

export type CountryProgress = {
  /** How far virtual time has come. */
  readonly virtualMs: number
  /** Records exported (for sFlow, samples). */
  readonly flows: number
  readonly datagrams: number
  /** Datagrams that the system refused to send. */
  readonly failedDatagrams: number
}

/** Below what a collector's 4 MB socket buffer takes in the pauses of a garbage collector. */
const DATAGRAMS_PER_SECOND_DEFAULT = 20_000
const IN_FLIGHT_MAX = 64
const LIVE_STEP_MS_MAX = 500

type Pending = { readonly sender: UdpSender; readonly datagram: Uint8Array; readonly atMs: number }

/**
 * Lets a country live: its past is sent as fast as pacing (or `speed`) allows, and once virtual time
 * has caught up with the clock it goes on in real time. Resolves at `endMs` or when aborted.
 *
 * @throws CountryError when a target is not allowed
 */
export async function runCountry(run: CountryRun): Promise<CountryProgress> {
  for (const target of Object.values(run.targets))
    checkTarget(target, run.allowsRemoteTargets ?? false)
  await using stack = new AsyncDisposableStack()
  const pending: Pending[] = []
  const fromMs = pastFromMs(run.country, run.startMs)
  const senders: UdpSender[] = []
  const sessions: ExporterSession[] = []
  for (const exporter of run.country.exporters) {
    const sender = stack.use(await UdpSender.open(exporter.address, run.targets[exporter.protocol]))
    senders.push(sender)
    sessions.push(
      createExporterSession({
        exporter,
        seed: run.country.seed,
        startMs: fromMs,
        emit: (datagram, atMs) => pending.push({ sender, datagram, atMs }),
      }),
    )
  }
  const delivery = new Delivery(run, fromMs)
  const progress = (virtualMs: number): CountryProgress => ({
    virtualMs,
    flows: sessions.reduce((sum, session) => sum + session.recordCount, 0),
    datagrams: delivery.datagramCount,
    failedDatagrams: senders.reduce((sum, sender) => sum + sender.failedCount, 0),
  })

  let virtualMs = fromMs
  try {
    if (fromMs < run.startMs) {
      run.onProgress?.(progress(virtualMs))
      await recallPast(run.country, run.startMs, sessions, run.signal)
    }
    for (const minute of minutesOf(run)) {
      for (const session of sessions) session.observe(minute)
      await delivery.deliver(pending)
      virtualMs = minute.endMs
      run.onProgress?.(progress(virtualMs))
      if (run.signal?.aborted) return progress(virtualMs)
    }
    for (const session of sessions) session.end()
    await delivery.deliver(pending)
  } catch (error) {
    if (!run.signal?.aborted) throw error
  }
  return progress(virtualMs)
}

function* minutesOf({ country, startMs, endMs }: CountryRun): Generator<TrafficMinute> {
  for (const minute of country.minutes(startMs)) {
    if (endMs !== undefined && minute.startMs >= endMs) return
    yield minute
  }
}

/** Sends datagrams in order of their time, none before it. */
class Delivery {
  datagramCount = 0
  readonly #run: CountryRun
  readonly #pacer: Pacer
  readonly #fromMs: number
  readonly #startedMs: number

  /** @param fromMs virtual time at which the sending begins */
  constructor(run: CountryRun, fromMs: number) {
    this.#run = run
    this.#fromMs = fromMs
    this.#pacer = new Pacer(run.clock, run.datagramsPerSecondMax ?? DATAGRAMS_PER_SECOND_DEFAULT)
    this.#startedMs = run.clock.nowMs()
  }

  /** Empties `pending`. @throws AbortError when aborted while waiting */
  async deliver(pending: Pending[]): Promise<void> {
    pending.sort((a, b) => a.atMs - b.atMs)
    const sizeMax = Math.max(1, Math.min(IN_FLIGHT_MAX, this.#pacer.burst))
    for (let from = 0; from < pending.length; ) {
      await this.#waitUntilDue(pending[from]!.atMs)
      const dueMs = this.#dueMs()
      let to = from + 1
      while (to < pending.length && to - from < sizeMax && pending[to]!.atMs <= dueMs) to++
      await this.#pacer.take(to - from, this.#run.signal)
      const group = pending.slice(from, to)
      this.#run.onSend?.(group[0]!.atMs)
      await Promise.all(group.map(({ sender, datagram }) => sender.send(datagram)))
      this.datagramCount += group.length
      from = to
    }
    pending.length = 0
  }

  /** Virtual time reached: the clock's now, or less where `speed` holds it back. */
  #dueMs(): number {
    const nowMs = this.#run.clock.nowMs()
    if (this.#run.speed === undefined) return nowMs
    const elapsedMs = nowMs - this.#startedMs
    return Math.min(nowMs, this.#fromMs + elapsedMs * this.#run.speed)
  }

  async #waitUntilDue(atMs: number): Promise<void> {
    const { signal, speed } = this.#run
    signal?.throwIfAborted()
    for (;;) {
      const missingMs = atMs - this.#dueMs()
      if (missingMs <= 0) return
      const realMs = Math.max(1, Math.ceil(missingMs / Math.max(1, speed ?? 1)))
      await sleep(Math.min(LIVE_STEP_MS_MAX, realMs), undefined, signal ? { signal } : {})
    }
  }
}
