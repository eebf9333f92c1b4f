import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../core/clock.ts'
import type { FlowBatch } from '../wire/flow-batch.ts'
import { ACCOUNT_SUFFIX } from './account.ts'
import { syncDirectory, writeAccount } from './account-files.ts'
import { SpoolError } from './errors.ts'
import { nativeBlock } from './native-block.ts'

/** An acknowledged segment: it is on disk under its final name. */
export type Segment = {
  readonly name: string
  readonly path: string
  readonly octets: number
}

export type SpoolOptions = {
  readonly directory: string
  /** Tells this writer's segments from those of any other, now or after a restart: lower case, digits. */
  readonly writerId: string
  readonly clock: Clock
  /** Disk budget in octets; past it nothing is acknowledged. */
  readonly octetsMax?: number
}

/** Half an hour of 100,000 flows/s at about 110 octets a record. */
const OCTETS_MAX = 20e9
/** How long a sum of what lies in the directory may be relied on. */
const USAGE_AGE_MAX_MS = 5_000
export const SEGMENT_SUFFIX = '.native'

/**
 * The durable joint between receiving and storing. A batch becomes one file: written under a
 * temporary name, synced, renamed, and the directory synced. Several processes may write to one
 * spool; names sort by time.
 */
export class Spool {
  readonly directory: string
  readonly #writerId: string
  readonly #clock: Clock
  readonly #octetsMax: number
  #sequence = 0
  #usedOctets = 0
  #measuredAtMs = Number.NEGATIVE_INFINITY

  private constructor(options: SpoolOptions) {
    this.directory = options.directory
    this.#writerId = options.writerId
    this.#clock = options.clock
    this.#octetsMax = options.octetsMax ?? OCTETS_MAX
  }

  /** Makes the directory. Unfinished files are removed by the loader, not here: another writer may own them. */
  static async open(options: SpoolOptions): Promise<Spool> {
    await mkdir(options.directory, { recursive: true, mode: 0o700 })
    return new Spool(options)
  }

  /**
   * Resolves once the records would survive the loss of this process and of power.
   *
   * @param account asked for when the records are on disk and only their name is missing; what it
   *   answers becomes valid in the instant in which the segment does
   */
  async write(batch: FlowBatch, account?: () => Promise<string>): Promise<Segment> {
    const name = this.#nextName()
    const octets = await this.#reserve(batch)
    const path = join(this.directory, name + SEGMENT_SUFFIX)
    const unfinished = `${path}.part`
    try {
      const file = await open(unfinished, 'wx', 0o600)
      try {
        await file.writev(nativeBlock(batch))
        await file.datasync()
      } finally {
        await file.close()
      }
      if (account) await writeAccount(this.directory, name, await account())
      await rename(unfinished, path)
    } catch (cause) {
      await rm(unfinished, { force: true }).catch(() => {})
      if (account)
        await rm(join(this.directory, name + ACCOUNT_SUFFIX), { force: true }).catch(() => {})
      throw new SpoolError('SPOOL_UNWRITABLE', `the spool ${this.directory} cannot be written`, {
        cause,
      })
    }
    // The loader may have it already, so from here on it cannot be called lost; a disk that refuses
    // this has taken the same for the account a moment ago.
    await syncDirectory(this.directory).catch(() => {})
    this.#usedOctets += octets
    return { name, path, octets }
  }

  async #reserve(batch: FlowBatch): Promise<number> {
    const octets = nativeBlock(batch).reduce((sum, buffer) => sum + buffer.byteLength, 0)
    if (
      this.#clock.nowMs() - this.#measuredAtMs > USAGE_AGE_MAX_MS ||
      this.#wouldOverflow(octets)
    ) {
      this.#usedOctets = await spoolUsage(this.directory)
      this.#measuredAtMs = this.#clock.nowMs()
    }
    if (this.#wouldOverflow(octets))
      throw new SpoolError('SPOOL_FULL', `the spool holds ${this.#usedOctets} octets, its budget`)
    return octets
  }

  #wouldOverflow(octets: number): boolean {
    return this.#usedOctets + octets > this.#octetsMax
  }

  #nextName(): string {
    this.#sequence += 1
    const time = String(this.#clock.nowMs()).padStart(14, '0')
    return `${time}-${String(this.#sequence).padStart(8, '0')}-${this.#writerId}`
  }
}

/** Acknowledged segments, oldest first. */
export async function listSegments(directory: string): Promise<Segment[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(SEGMENT_SUFFIX)).sort()
  const segments = await Promise.all(
    names.map(async (file) => {
      const path = join(directory, file)
      // Another reader may have removed it since it was listed.
      const size = await stat(path).then(
        (found) => found.size,
        () => undefined,
      )
      return size === undefined
        ? []
        : [{ name: file.slice(0, -SEGMENT_SUFFIX.length), path, octets: size }]
    }),
  )
  return segments.flat()
}

/** Octets in acknowledged segments. */
export async function spoolUsage(directory: string): Promise<number> {
  return (await listSegments(directory)).reduce((sum, segment) => sum + segment.octets, 0)
}
