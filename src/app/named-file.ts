import { readFileSync } from 'node:fs'
import { AppError } from './errors.ts'

/** A file that the configuration names. Throws `AppError` CONFIGURATION_INVALID. */
export function readNamedFile(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new AppError('CONFIGURATION_INVALID', `the file ${path} cannot be read`, { cause })
  }
}

/** A file that holds a secret and nothing else. */
export function readSecretFile(path: string): string {
  return readNamedFile(path).toString().trimEnd()
}
