import { type Found, foundInstead, type ListReading } from '../list-reading.ts'
import { readTarget } from '../target.ts'
import { commentOf, textLines } from './text-lines.ts'

/** Address, address and port, or prefix, one a line; what follows it is taken as words. */
export function readPlain(text: string, reading: ListReading): void {
  for (const { line, text: content } of textLines(text)) {
    if (commentOf(content) === undefined) reading.take(readLine(content), line)
  }
}

function readLine(content: string): Found {
  const [first = '', ...rest] = content.split(/[\s,;]+/)
  // The trails of maltrail name paths as well.
  if (first.startsWith('/')) return { skip: 'url' }
  const target = readTarget(first)
  if (target.kind !== 'network') return foundInstead(target)
  const isHostsFile = /^(?:0\.0\.0\.0|127\.0\.0\.1)$/.test(first) && rest.length > 0
  if (isHostsFile) return { skip: 'hostname' }
  const words = rest.join(' ').replace(/^(?:#|\/\/)\s*/, '')
  return { entry: { prefix: target.prefix, port: target.port, words, reason: words } }
}
