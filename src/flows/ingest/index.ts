/**
 * Files to flow columns. Rows become records one for one; nothing is joined, guessed at or corrected
 * beyond what docs/reference/import-formats.md says.
 */
export { detectFormat } from './detect-format.ts'
export { INGEST_ERRORS, IngestError, type IngestErrorCode } from './errors.ts'
export { ingestFile } from './ingest-file.ts'
export {
  type Deliver,
  INGEST_FORMATS,
  type IngestFormat,
  type IngestOptions,
  type IngestProgress,
  type IngestResult,
  type OnProgress,
} from './ingest-options.ts'
