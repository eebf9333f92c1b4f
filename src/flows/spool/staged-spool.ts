import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { FlowBatch } from '../wire/flow-batch.ts'
import { listSegments, type Segment, Spool, type SpoolOptions } from './spool.ts'

/**
 * A spool whose segments all become visible together, or not at all: a file that turns out to be bad
 * on its last line must not leave its first half in the store.
 */
export class StagedSpool implements AsyncDisposable {
  readonly #target: string
  readonly #staging: Spool

  private constructor(target: string, staging: Spool) {
    this.#target = target
    this.#staging = staging
  }

  static async open(options: SpoolOptions): Promise<StagedSpool> {
    const directory = join(options.directory, `staging-${options.writerId}`)
    await mkdir(options.directory, { recursive: true, mode: 0o700 })
    return new StagedSpool(options.directory, await Spool.open({ ...options, directory }))
  }

  write(batch: FlowBatch): Promise<Segment> {
    return this.#staging.write(batch)
  }

  /** From here on the segments are acknowledged. Answers them as they stand in the spool. */
  async publish(): Promise<Segment[]> {
    const segments = await listSegments(this.#staging.directory)
    for (const segment of segments)
      await rename(segment.path, join(this.#target, basename(segment.path)))
    const handle = await open(this.#target, 'r')
    await handle.sync().finally(() => handle.close())
    return segments.map((segment) => ({
      ...segment,
      path: join(this.#target, basename(segment.path)),
    }))
  }

  /** Removes what was not published. */
  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#staging.directory, { recursive: true, force: true })
  }
}
