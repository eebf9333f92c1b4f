import { open, readFile, rename, stat } from 'node:fs/promises'
import type { Clock } from '../../core/clock.ts'
import type { FlowDecoder } from '../wire/flow-decoder.ts'
import type { RestoreCounts } from '../wire/snapshot-shape.ts'
import { mergeSnapshots } from './merge-snapshots.ts'

/** Far above what the decoder's limits let it remember; a larger file is not ours. */
const FILE_OCTETS_MAX = 64 << 20
/** Without news the file is still written so often, because it says when templates were last used. */
const RENEW_AFTER_MS = 3_600_000
/** Taking a snapshot stops the receiving for as long as it takes; a crash loses the news of so long. */
const NEWS_AFTER_MS = 30_000

/**
 * Keeps on disk what exporters announced. Losing the file costs the data of some minutes; so it is
 * replaced as a whole, never trusted, and a failure to write it stops nothing.
 */
export class TemplateFile {
  readonly #path: string
  readonly #decoder: FlowDecoder
  readonly #clock: Clock
  #savedChangeCount: number
  #savedAtMs: number
  #hasSaved = false
  #saving: Promise<boolean> = Promise.resolve(true)

  constructor(path: string, decoder: FlowDecoder, clock: Clock) {
    this.#path = path
    this.#decoder = decoder
    this.#clock = clock
    this.#savedChangeCount = decoder.changeCount
    this.#savedAtMs = clock.nowMs()
  }

  /**
   * Teaches the decoder what the files hold, the newest announcement last; `undefined` when there is
   * none that can be read.
   *
   * @param paths of all collectors that shared the ports: which of them heard an exporter may change
   */
  async restore(paths: readonly string[] = [this.#path]): Promise<RestoreCounts | undefined> {
    const snapshots = (await Promise.all(paths.map(readSnapshot))).filter(
      (snapshot) => snapshot !== undefined,
    )
    if (snapshots.length === 0) return undefined
    const nowMs = this.#clock.nowMs()
    const counts = this.#decoder.restore(mergeSnapshots(snapshots), nowMs)
    this.#savedChangeCount = this.#decoder.changeCount
    return counts
  }

  /**
   * Writes the file if there is news, the first soon and more of it each half minute; false when that
   * failed. To be called every few seconds.
   */
  async saveIfDue(): Promise<boolean> {
    const ageMs = Math.abs(this.#clock.nowMs() - this.#savedAtMs)
    const hasNews = this.#decoder.changeCount !== this.#savedChangeCount
    const isNewsDue = hasNews && (!this.#hasSaved || ageMs >= NEWS_AFTER_MS)
    if (!isNewsDue && ageMs < RENEW_AFTER_MS) return true
    return this.save()
  }

  /** One writing at a time: two would share the unfinished file. */
  save(): Promise<boolean> {
    this.#saving = this.#saving.then(() => this.#write())
    return this.#saving
  }

  async #write(): Promise<boolean> {
    const { changeCount } = this.#decoder
    const text = JSON.stringify(this.#decoder.snapshot())
    const unfinished = `${this.#path}.part`
    try {
      const file = await open(unfinished, 'w', 0o600)
      try {
        await file.writeFile(text)
        await file.datasync()
      } finally {
        await file.close()
      }
      await rename(unfinished, this.#path)
    } catch {
      return false
    }
    this.#savedChangeCount = changeCount
    this.#savedAtMs = this.#clock.nowMs()
    this.#hasSaved = true
    return true
  }
}

async function readSnapshot(path: string): Promise<unknown> {
  try {
    if ((await stat(path)).size > FILE_OCTETS_MAX) return undefined
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}
