import { openFileChunks } from '../../flows/ingest/source/file-chunks.ts'
import { AppError } from '../errors.ts'

/** Column names of a CSV file with a header, gzip or not. */
export async function headerOf(path: string): Promise<string[]> {
  for await (const chunk of await openFileChunks(path)) {
    const text = chunk.toString('utf8').replace(/^\ufeff/, '')
    const line = /^[\r\n]*([^\r\n]*)/.exec(text)?.[1] ?? ''
    return line.split(',').map((name) => name.trim().replace(/^"(.*)"$/, '$1'))
  }
  throw new AppError('OPTION_INVALID', `${path}: the file is empty`)
}
