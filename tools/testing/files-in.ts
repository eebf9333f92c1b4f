import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Every file below a directory, however deep. */
export function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
