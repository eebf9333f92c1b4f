/**
 * The compiled writers, by layout. Templates do not hold them: an exporter can announce thousands of
 * templates for a few octets each, while a writer takes 5 kB and 0.2 ms to compile.
 *
 * What gives way is what was not used since it was last looked at, so that a flood of layouts that
 * are used once does not drive out the writers of honest exporters.
 */
import type { DecoderLimits } from '../session/limits.ts'
import type { TemplateWork } from '../session/template-work.ts'
import type { RecordLayout } from './record-layout.ts'
import { compileLayout, type RecordWriter } from './template-compiler.ts'

export type KeyedLayout = {
  readonly layout: RecordLayout
  /** `layoutKey(layout)`. */
  readonly key: string
  /** The cache's own: where its writer was found last. */
  entry?: WriterEntry | undefined
}

/** Without a writer once it has given way; layouts that still know the entry then hold next to nothing. */
type WriterEntry = { writer: RecordWriter | undefined; isUsed: boolean }

export class WriterCache {
  readonly #entries = new Map<string, WriterEntry>()
  readonly #countMax: number

  constructor(limits: DecoderLimits) {
    this.#countMax = limits.compiledLayoutCountMax
  }

  get count(): number {
    return this.#entries.size
  }

  /** Compiled now if it is not there; `undefined` when that is more work than `work` allows now. */
  writer(
    keyed: KeyedLayout,
    work: Pick<TemplateWork, 'mayCompile'>,
    nowMs: number,
  ): RecordWriter | undefined {
    // Looking up a key as long as a layout for each set would be a tenth of the decoding.
    const last = keyed.entry
    if (last?.writer !== undefined) {
      last.isUsed = true
      return last.writer
    }
    const { key, layout } = keyed
    const known = this.#entries.get(key)
    if (known) {
      known.isUsed = true
      keyed.entry = known
      return known.writer
    }
    if (!work.mayCompile(nowMs)) return undefined
    if (this.#entries.size >= this.#countMax) this.#dropUnused()
    const writer = compileLayout(layout)
    keyed.entry = { writer, isUsed: false }
    this.#entries.set(key, keyed.entry)
    return writer
  }

  #dropUnused(): void {
    for (const [key, entry] of this.#entries) {
      this.#entries.delete(key)
      if (!entry.isUsed) {
        entry.writer = undefined
        return
      }
      // A second chance, at the young end.
      entry.isUsed = false
      this.#entries.set(key, entry)
    }
  }
}
