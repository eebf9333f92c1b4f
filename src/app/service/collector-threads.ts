import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { CollectorCounts } from '../../flows/collect/collector.ts'
import type { CollectorTask } from './collector-messages.ts'
import { CollectorThread, type CollectorThreadOptions } from './collector-thread.ts'
import { mergeCounts } from './merge-counts.ts'

type OfEach = 'writerId' | 'threadIndex' | 'portSharing' | 'templatesFiles'

export type CollectorThreadsOptions = Omit<CollectorThreadOptions, OfEach> & {
  readonly writerIds: readonly string[]
  /** Of the first thread; the others' lie beside it. */
  readonly templatesFile: string
}

/** Datagrams that came while sockets were still joining are out of the buffers by then. */
const SETTLE_MS = 100

/** One collector or several on the same ports, seen as one. */
export class CollectorThreads {
  readonly #threads: readonly CollectorThread[]

  private constructor(threads: readonly CollectorThread[]) {
    this.#threads = threads
  }

  /** Resolves when every socket of every thread is bound and datagrams count. */
  static async start(options: CollectorThreadsOptions): Promise<CollectorThreads> {
    const { writerIds, templatesFile, ...common } = options
    const templatesFiles = await allTemplatesFiles(templatesFile, writerIds.length)
    const threads: CollectorThread[] = []
    try {
      for (const [threadIndex, writerId] of writerIds.entries()) {
        // The first may have been given its ports by the kernel.
        const listeners = threads[0]?.counts().listeners ?? common.listeners
        const portSharing = sharing(threadIndex, writerIds.length)
        const own = { threadIndex, writerId, listeners, portSharing, templatesFiles }
        threads.push(await CollectorThread.start({ ...common, ...own }))
      }
    } catch (error) {
      await Promise.all(threads.map((thread) => thread.stop()))
      throw error
    }
    if (threads.length > 1) {
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
      for (const thread of threads) thread.open()
    }
    return new CollectorThreads(threads)
  }

  /** The newest counts, at most about a second old. */
  counts(): CollectorCounts {
    return mergeCounts(this.#threads.map((thread) => thread.counts()))
  }

  /** Resolves when what was received is acknowledged. */
  async stop(): Promise<CollectorCounts> {
    return mergeCounts(await Promise.all(this.#threads.map((thread) => thread.stop())))
  }
}

function sharing(index: number, count: number): CollectorTask['portSharing'] {
  if (count === 1) return 'alone'
  return index === 0 ? 'first' : 'next'
}

/** Each thread's own, in their order, then those of threads that are no more. */
async function allTemplatesFiles(first: string, threadCount: number): Promise<string[]> {
  const stem = first.slice(0, -'.json'.length)
  const own = Array.from({ length: threadCount }, (_none, index) =>
    index === 0 ? first : `${stem}-${index}.json`,
  )
  const directory = dirname(first)
  const others = (await readdir(directory))
    .filter((name) => /^templates(-\d{1,2})?\.json$/.test(name))
    .map((name) => join(directory, name))
    .filter((path) => !own.includes(path))
  return [...own, ...others]
}
