import type { DecoderLimits } from './limits.ts'
import { TemplateWork } from './template-work.ts'
import type { TokenBucket } from './token-bucket.ts'

/** Counts what a restart would lose, so that it is saved only when there is something new. */
export type ChangeCount = { value: number }

/** What all domains of one exporter have to share between them. */
export class ExporterShare {
  readonly work: TemplateWork
  readonly changes: ChangeCount
  /** Taken by data that waits for its template; kept by `HeldSets`. */
  heldOctets = 0

  constructor(limits: DecoderLimits, workOfAll: TokenBucket, changes: ChangeCount) {
    this.changes = changes
    this.work = new TemplateWork(limits, workOfAll)
  }
}
