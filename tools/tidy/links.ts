import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import type { SourceFile } from './source-file.ts'

const MENTION = /\bdocs\/[a-z0-9/-]+\.md\b/g
const LINK = /\]\(([^)#:\s]+)(?:#[^)]*)?\)/g

/** A page that code or another page points to must be there. */
export function checkLinks(
  root: string,
  files: readonly SourceFile[],
  pages: readonly string[],
): string[] {
  const mentions = files.flatMap((file) =>
    [...file.text.matchAll(MENTION)].map((match) => ({ from: file.path, target: match[0] })),
  )
  const links = pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(LINK)].map((match) => ({
      from: page,
      target: normalize(join(dirname(page), match[1]!)),
    })),
  )
  return [...mentions, ...links]
    .filter(({ target }) => !existsSync(join(root, target)))
    .map(({ from, target }) => `${from}: points to ${target}, which is not there`)
}
