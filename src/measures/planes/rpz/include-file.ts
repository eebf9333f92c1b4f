import { formatPrefix, parsePrefix } from '../../../core/prefix.ts'
import type { Place } from '../../../gate/zone/zone-server.ts'

/**
 * What unbound includes: who consented, and where the rules come from. Only queries from tagged sources meet the
 * zone. Without a `zonefile`: a resolver that starts again without us has no rules. `rpz-log` stays off, because it
 * writes down who asked for what.
 */
export function includeFile(origin: string, primary: Place, sources: Iterable<string>): string {
  const lines = [
    '# Written by Noroshi; what is changed here is overwritten.',
    'server:',
    `  define-tag: "${TAG}"`,
  ]
  for (const source of sources) {
    const prefix = parsePrefix(source)
    if (!prefix) throw new Error('a source is a prefix')
    lines.push(`  access-control-tag: ${formatPrefix(prefix)} "${TAG}"`)
  }
  lines.push(
    'rpz:',
    `  name: "${origin}"`,
    `  primary: ${primary.address}@${primary.port}`,
    `  allow-notify: ${primary.address}`,
    `  tags: "${TAG}"`,
    '  rpz-log: no',
    '',
  )
  return lines.join('\n')
}

const TAG = 'noroshi'
