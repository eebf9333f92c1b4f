import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** Below this the headers weigh more than what is saved. */
const OCTETS_MIN = 1_000

/** Puts `x.js.gz` beside `x.js`, once and as small as it gets; the service sends it to whoever takes it. */
export function precompressed(): Plugin {
  let directory = ''
  return {
    name: 'noroshi-precompressed',
    apply: 'build',
    writeBundle: ({ dir }) => {
      directory = dir ?? ''
    },
    closeBundle: () => {
      if (directory === '') return
      for (const file of readdirSync(directory, { recursive: true, encoding: 'utf8' }))
        if (/\.(js|css|svg)$/.test(file)) compress(join(directory, file))
    },
  }
}

function compress(path: string): void {
  const content = readFileSync(path)
  if (content.length < OCTETS_MIN) return
  writeFileSync(`${path}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }))
}
