import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type IngestFormat, ingestFile } from '../../flows/ingest/index.ts'
import { nativeBlock } from '../../flows/spool/native-block.ts'
import { openChdb } from '../../flows/store/chdb.ts'
import { engineFolds } from '../../flows/store/engine-folds.ts'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import type { FoldingPlace } from '../../flows/store/fold-pending.ts'
import { createSchema } from '../../flows/store/schema.ts'
import type { ScratchReader } from '../../flows/store/scratch.ts'
import { FLOW_COLUMN_NAMES, type FlowBatch } from '../../flows/wire/flow-batch.ts'
import { systemClock } from '../system-ports.ts'

/**
 * A store of its own for one capture, gone when it is closed. The bench never looks at an operator's
 * flows, and one site's history never leaks into another's.
 */
export class SiteStore implements AsyncDisposable {
  readonly engine: FlowEngine
  readonly directory: string
  /** Labelled material, not a subscriber's communications: nothing to audit. */
  readonly reader: ScratchReader & FoldingPlace
  #segments = 0
  recordCount = 0

  private constructor(engine: FlowEngine, directory: string) {
    this.engine = engine
    this.directory = directory
    this.reader = engineFolds(engine)
  }

  static async open(): Promise<SiteStore> {
    const engine = await openChdb()
    await createSchema(engine)
    return new SiteStore(engine, await mkdtemp(join(tmpdir(), 'noroshi-evaluate-')))
  }

  /** Reads a file into the store. Rows that cannot be read are counted and left out. */
  async ingest(
    path: string,
    format: IngestFormat,
    onProgress: (share: number) => void,
  ): Promise<{ records: number; skipped: Readonly<Record<string, number>> }> {
    const { records, skipped } = await ingestFile(
      path,
      { format, engine: this.engine, receivedAtMs: systemClock.nowMs(), onBadRow: 'skip' },
      (batch) => this.load(batch),
      ({ bytesRead, bytesTotal }) => onProgress(bytesTotal > 0 ? bytesRead / bytesTotal : 0),
    )
    return { records, skipped }
  }

  /** Stores a batch as the spool's loader would. */
  async load(batch: FlowBatch): Promise<void> {
    if (batch.length === 0) return
    const path = join(this.directory, 'segment.native')
    await writeFile(path, nativeBlock(batch))
    this.#segments++
    this.recordCount += batch.length
    await this.engine.insertNative({
      table: 'flows',
      columns: FLOW_COLUMN_NAMES,
      paths: [path],
      token: `evaluate-${this.#segments}`,
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.close()
    await rm(this.directory, { recursive: true, force: true })
  }
}
