import { readFlowExport } from './capture/flow-export-file.ts'
import type { Deliver, IngestOptions, IngestResult, OnProgress } from './ingest-options.ts'
import { FlowWriter } from './sink/flow-writer.ts'
import { type FileChunks, openFileChunks } from './source/file-chunks.ts'
import { TextWindow } from './source/text-window.ts'
import { ArgusRowParser } from './table/argus-row.ts'
import { CanonicalRowParser } from './table/canonical-row.ts'
import { readCsvFile } from './table/csv-file.ts'
import type { Header } from './table/header.ts'
import { readParquetFile } from './table/parquet-file.ts'
import { RowIntake } from './table/row-intake.ts'
import { readZeekFile } from './zeek/zeek-file.ts'

/** What each format needs to read a file. */
type Reading = {
  readonly path: string
  readonly options: IngestOptions
  readonly chunks: FileChunks
  readonly intake: RowIntake
  /** Reports progress; the share of the file overrides the octets counted. */
  readonly report: (share?: number) => void
}

/**
 * Reads a file of flows into batches, in the order of the file. Holds one batch and one chunk of the
 * file; waits for `deliver` before it goes on.
 *
 * @throws IngestError; batches delivered before it stay delivered
 */
export async function ingestFile(
  path: string,
  options: IngestOptions,
  deliver: Deliver,
  onProgress: OnProgress,
): Promise<IngestResult> {
  const chunks = await openFileChunks(path)
  const writer = new FlowWriter(deliver, options.receivedAtMs, options.batchRowCount)
  const isParquet = options.format === 'parquet'
  const intake = new RowIntake(writer, options, (row) =>
    isParquet ? `${path}: row ${row}` : `${path}:${row}`,
  )
  const report = (share?: number): void =>
    onProgress({
      bytesRead: share === undefined ? chunks.bytesRead : Math.round(share * chunks.bytesTotal),
      bytesTotal: chunks.bytesTotal,
      records: writer.recordCount,
      skipped: intake.skippedCount,
    })
  await readRows({ path, options, chunks, intake, report })
  await writer.flush()
  report(1)
  return {
    records: writer.recordCount,
    skipped: Object.fromEntries(intake.skipped),
    firstStartMs: writer.recordCount > 0 ? writer.firstStartMs : null,
    lastStartMs: writer.recordCount > 0 ? writer.lastStartMs : null,
  }
}

async function readRows({ path, options, chunks, intake, report }: Reading): Promise<void> {
  switch (options.format) {
    case 'parquet':
      return await readParquetFile(path, options.engine, intake, report)
    case 'pcap':
    case 'pcapng': {
      if (!options.decoder) throw new TypeError('a capture needs a decoder')
      return await readFlowExport(
        path,
        options.decoder,
        intake,
        options.samplingInterval,
        (octetCount) => report(Math.min(1, octetCount / chunks.bytesTotal)),
      )
    }
    default:
      return await readText(options.format, path, new TextWindow(path, chunks), intake, report)
  }
}

async function readText(
  format: 'csv' | 'argus' | 'zeek',
  path: string,
  window: TextWindow,
  intake: RowIntake,
  report: () => void,
): Promise<void> {
  try {
    if (format === 'zeek') return await readZeekFile(path, window, intake, report)
    await readCsvFile(path, window, intake, ROW_PARSERS[format], report)
  } finally {
    await window.close()
  }
}

const ROW_PARSERS = {
  csv: (header: Header) => new CanonicalRowParser(header),
  argus: (header: Header) => new ArgusRowParser(header),
} as const
