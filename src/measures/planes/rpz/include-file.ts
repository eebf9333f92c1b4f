import { canonicalAddress } from '../../../core/address.ts'
import { formatPrefix, parsePrefix } from '../../../core/prefix.ts'
import type { Place } from '../../../gate/zone/zone-server.ts'

export type IncludeText = {
  /** Name of the policy zone, and where it is handed out. */
  readonly origin: string
  readonly primary: Place
  /** Loaded with the rest, so that the resolver can be asked which text it has read. */
  readonly generation: string
  readonly sources: Iterable<string>
  /** Answers that hold one of these do not exist, for the same sources. */
  readonly addresses: Iterable<string>
}

/**
 * What unbound includes: who consented, and where the rules come from. Only queries from tagged sources meet the
 * zone. Without a `zonefile`: a resolver that starts again without us has no rules. `rpz-log` stays off, because it
 * writes down who asked for what.
 *
 * Addresses are unbound's own `response-ip` and not rules of the zone: unbound 1.17.1 logs client and name at every hit
 * of an address rule of a policy zone, whatever `rpz-log` and `verbosity` say, and nothing at one of these.
 */
export function includeFile(text: IncludeText): string {
  for (const made of [madeOfSources, madeOfAddresses]) if (made.size > MADE_COUNT_MAX) made.clear()
  const { origin, primary, generation } = text
  const lines = [
    '# Written by Noroshi; what is changed here is overwritten.',
    'server:',
    `  define-tag: "${TAG} ${generation}"`,
  ]
  for (const source of text.sources) lines.push(madeOfSources.get(source) ?? sourceLines(source))
  for (const address of text.addresses)
    lines.push(madeOfAddresses.get(address) ?? addressLine(address))
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

/**
 * Lines by what they are for. One line that changes rewrites the whole file: reading 50,000 prefixes anew each time
 * would be most of its cost.
 */
const madeOfSources = new Map<string, string>()
const madeOfAddresses = new Map<string, string>()
const MADE_COUNT_MAX = 1_000_000

function sourceLines(source: string): string {
  const prefix = parsePrefix(source)
  if (!prefix) throw new Error('a source is a prefix')
  const spelled = formatPrefix(prefix)
  const lines = `  access-control-tag: ${spelled} "${TAG}"
  access-control-tag-action: ${spelled} "${TAG}" always_nxdomain`
  madeOfSources.set(source, lines)
  return lines
}

function addressLine(address: string): string {
  const spelled = canonicalAddress(address)
  if (!spelled) throw new Error('a target has an address')
  const line = `  response-ip-tag: ${spelled}/${spelled.includes(':') ? 128 : 32} "${TAG}"`
  madeOfAddresses.set(address, line)
  return line
}
