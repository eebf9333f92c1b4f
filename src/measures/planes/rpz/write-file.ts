import { open, rename } from 'node:fs/promises'
import { PlaneError } from '../errors.ts'

/** Whole or not at all, also when the machine stops meanwhile. Throws `PlaneError` PLANE_UNREACHABLE. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.new`
  try {
    await using file = await open(draft, 'w', 0o640)
    await file.writeFile(text)
    await file.datasync()
    await rename(draft, path)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new PlaneError('PLANE_UNREACHABLE', `${path} cannot be written (${code})`)
  }
}
