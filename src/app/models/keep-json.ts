import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Whole or not at all: a crash leaves the file of before. Only its owner may read it. */
export function keepJson(path: string, value: unknown): void {
  keepText(path, JSON.stringify(value))
}

export function keepText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(`${path}.part`, text, { mode: 0o600 })
  renameSync(`${path}.part`, path)
}

/** `undefined` for a file that is absent or is no JSON: whoever reads it begins anew. */
export function readKeptJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
