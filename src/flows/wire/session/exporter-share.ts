import type { SamplingTable } from '../template/sampling-table.ts'
import type { DecoderLimits } from './limits.ts'
import { SkippedElements } from './skipped-elements.ts'
import { TemplateWork } from './template-work.ts'
import type { TokenBucket } from './token-bucket.ts'

/** Counts what a restart would lose, so that it is saved only when there is something new. */
export type ChangeCount = { value: number }

/** Line cards of a large router; with more nothing is concluded for the others. */
const TELLING_DOMAINS_MAX = 64

/** What all domains of one exporter have to share between them. */
export class ExporterShare {
  readonly work: TemplateWork
  readonly changes: ChangeCount
  /** Counted by templates that are no longer in force. */
  readonly skipped: SkippedElements
  /** Taken by data that waits for its template; kept by `HeldSets`. */
  heldOctets = 0

  readonly #told = new Set<SamplingTable>()

  constructor(limits: DecoderLimits, workOfAll: TokenBucket, changes: ChangeCount) {
    this.changes = changes
    this.skipped = new SkippedElements(limits.skippedElementCountMax)
    this.work = new TemplateWork(limits, workOfAll)
  }

  /** A domain announced sampling, in this table of its own. */
  tell(table: SamplingTable): void {
    if (this.#told.size < TELLING_DOMAINS_MAX) this.#told.add(table)
  }

  /** The domain gave way; what is held of it must not stay behind. */
  forget(table: SamplingTable): void {
    this.#told.delete(table)
  }

  /**
   * What the domains that announced sampling said, where they all said the same, for the domains that
   * announced none: some switches send their options in one domain and their flows in another.
   */
  get agreedSampling(): SamplingTable | undefined {
    // The usual case, asked for every set.
    if (this.#told.size === 0) return undefined
    let agreed: SamplingTable | undefined
    for (const table of this.#told) {
      if (agreed && (table.interval === 0 || table.interval !== agreed.interval)) return undefined
      agreed ??= table
    }
    return this.#told.size < TELLING_DOMAINS_MAX ? agreed : undefined
  }
}
