import type { SamplingTable } from '../template/sampling-table.ts'
import type { DecoderLimits } from './limits.ts'
import { SkippedElements } from './skipped-elements.ts'
import { TemplateWork } from './template-work.ts'
import type { TokenBucket } from './token-bucket.ts'

/** Counts what a restart would lose, so that it is saved only when there is something new. */
export type ChangeCount = { value: number }

/** What all domains of one exporter have to share between them. */
export class ExporterShare {
  readonly work: TemplateWork
  readonly changes: ChangeCount
  /** Counted by templates that are no longer in force. */
  readonly skipped: SkippedElements
  /** Taken by data that waits for its template; kept by `HeldSets`. */
  heldOctets = 0

  #told: SamplingTable | undefined
  #isToldBySeveral = false

  constructor(limits: DecoderLimits, workOfAll: TokenBucket, changes: ChangeCount) {
    this.changes = changes
    this.skipped = new SkippedElements(limits.skippedElementCountMax)
    this.work = new TemplateWork(limits, workOfAll)
  }

  /** A domain announced sampling, in this table of its own. */
  tell(table: SamplingTable): void {
    if (this.#told === undefined) this.#told = table
    else if (this.#told !== table) this.#isToldBySeveral = true
  }

  /**
   * What the only domain that announced sampling said, for the domains that announced none: some
   * switches send their options in one domain and their flows in another.
   */
  get soleSampling(): SamplingTable | undefined {
    return this.#isToldBySeveral ? undefined : this.#told
  }
}
