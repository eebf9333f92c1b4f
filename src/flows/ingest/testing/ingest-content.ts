import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FlowEngine } from '../../store/flow-engine.ts'
import { type FlowRecord, readFlowRecord } from '../../wire/flow-record.ts'
import { IngestError } from '../errors.ts'
import { ingestFile } from '../ingest-file.ts'
import type { IngestOptions, IngestResult } from '../ingest-options.ts'

export const RECEIVED_AT_MS = Date.UTC(2026, 0, 1)

/** For formats that need no engine. */
export const noEngine: FlowEngine = {
  run: () => Promise.reject(new Error('no engine')),
  runOnEach: () => Promise.reject(new Error('no engine')),
  runAside: () => Promise.reject(new Error('no engine')),
  runOnShards: () => Promise.reject(new Error('no engine')),
  insertNative: () => Promise.reject(new Error('no engine')),
  rows: () => Promise.reject(new Error('no engine')),
  stream: () => {
    throw new Error('no engine')
  },
  close: () => Promise.resolve(),
}

export type Ingested = IngestResult & { readonly flows: readonly FlowRecord[] }

/** Ingests a file and reads every batch back; the batches' sizes do not show. */
export async function ingestPath(
  path: string,
  options: Partial<IngestOptions> & Pick<IngestOptions, 'format'>,
): Promise<Ingested> {
  const flows: FlowRecord[] = []
  const result = await ingestFile(
    path,
    { receivedAtMs: RECEIVED_AT_MS, engine: noEngine, batchRowCount: 1_024, ...options },
    async (batch) => {
      for (let row = 0; row < batch.length; row++) flows.push(readFlowRecord(batch, row))
    },
    () => {},
  )
  return { ...result, flows }
}

/** Writes the content to a file of its own for as long as `use` takes. */
export async function withFile<T>(
  name: string,
  content: string | Uint8Array,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'noroshi-ingest-'))
  const path = join(directory, name)
  try {
    await writeFile(path, content)
    return await use(path)
  } finally {
    await rm(directory, { recursive: true })
  }
}

export function ingestContent(
  content: string | Uint8Array,
  options: Partial<IngestOptions> & Pick<IngestOptions, 'format'>,
): Promise<Ingested> {
  return withFile('flows', content, (path) => ingestPath(path, options))
}

/** The code and the message, without the directory, of the error that a file is refused with. */
export async function refusal(
  content: string | Uint8Array,
  options: Partial<IngestOptions> & Pick<IngestOptions, 'format'>,
): Promise<string> {
  return await withFile('flows', content, async (path) => {
    try {
      await ingestPath(path, options)
      return 'accepted'
    } catch (error) {
      if (!(error instanceof IngestError)) throw error
      return `${error.code} ${error.message.replaceAll(path, 'flows')}`
    }
  })
}
