import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a run found, with where and how it was run. */
export type BenchDocument = { readonly bench: string; readonly [key: string]: unknown }

/**
 * A run as JSON with a short text beside it, dated, so that figures can be compared over the years.
 *
 * @returns the path of the JSON file
 */
export async function writeReport(
  directory: string,
  document: BenchDocument,
  text: string,
  nowMs: number,
): Promise<string> {
  await mkdir(directory, { recursive: true })
  const at = new Date(nowMs).toISOString()
  const name = `${at.slice(0, 16).replace(/[-:]/g, '').replace('T', '-')}-${document.bench}`
  const path = join(directory, `${name}.json`)
  await writeFile(path, `${JSON.stringify({ at, ...document }, null, 2)}\n`)
  await writeFile(join(directory, `${name}.txt`), `${document.bench}, ${at}\n\n${text}\n`)
  return path
}
