import { open, readFile, rename, stat } from 'node:fs/promises'
import type { Clock } from '../../core/clock.ts'
import type { FlowDecoder } from '../wire/flow-decoder.ts'
import type { RestoreCounts } from '../wire/snapshot-shape.ts'

/** Far above what the decoder's limits let it remember; a larger file is not ours. */
const FILE_OCTETS_MAX = 64 << 20
/** Without news the file is still written so often, because it says when templates were last used. */
const RENEW_AFTER_MS = 3_600_000

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
  #saving: Promise<boolean> = Promise.resolve(true)

  constructor(path: string, decoder: FlowDecoder, clock: Clock) {
    this.#path = path
    this.#decoder = decoder
    this.#clock = clock
    this.#savedChangeCount = decoder.changeCount
    this.#savedAtMs = clock.nowMs()
  }

  /** Teaches the decoder what the file holds; `undefined` when there is none that can be read. */
  async restore(): Promise<RestoreCounts | undefined> {
    let snapshot: unknown
    try {
      if ((await stat(this.#path)).size > FILE_OCTETS_MAX) return undefined
      snapshot = JSON.parse(await readFile(this.#path, 'utf8'))
    } catch {
      return undefined
    }
    const counts = this.#decoder.restore(snapshot, this.#clock.nowMs())
    this.#savedChangeCount = this.#decoder.changeCount
    return counts
  }

  /** Writes the file if there is news; false when that failed. To be called every half minute. */
  async saveIfDue(): Promise<boolean> {
    const isRenewal = this.#clock.nowMs() - this.#savedAtMs >= RENEW_AFTER_MS
    if (this.#decoder.changeCount === this.#savedChangeCount && !isRenewal) return true
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
    return true
  }
}
