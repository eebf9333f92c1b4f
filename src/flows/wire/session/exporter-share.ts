import type { DecoderLimits } from './limits.ts'
import { TemplateWork } from './template-work.ts'
import type { TokenBucket } from './token-bucket.ts'

/** What all domains of one exporter have to share between them. */
export class ExporterShare {
  readonly work: TemplateWork
  /** Taken by data that waits for its template; kept by `HeldSets`. */
  heldOctets = 0

  constructor(limits: DecoderLimits, workOfAll: TokenBucket) {
    this.work = new TemplateWork(limits, workOfAll)
  }
}
