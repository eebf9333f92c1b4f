import { type Prefix, parsePrefix } from '../../../core/prefix.ts'
import { readProtocol } from './columns.ts'

/** What of a STIX 2.1 pattern can be kept as an endpoint. */
export type PatternTarget = {
  readonly prefix: Prefix
  readonly port: number | null
  readonly protocol: string | null
}

export type PatternReading =
  | { readonly kind: 'targets'; readonly targets: readonly PatternTarget[] }
  | { readonly kind: 'hostname' | 'url' | 'source-only' | 'unsupported' | 'invalid' }

type Comparison = { readonly path: string; readonly operator: string; readonly value: string }

const TOKEN =
  /\s*(?:('(?:[^'\\]|\\.)*')|(!=|<=|>=|[[\]()=<>,])|([A-Za-z0-9_][A-Za-z0-9_.:*'[\]-]*))/y
const ADDRESS_PATH = /^(?:ipv4-addr:value|ipv6-addr:value|network-traffic:dst_ref\.value)$/
const PATTERN_LENGTH_MAX = 10_000

/**
 * Reads patterns that name servers: observations joined by OR, each of comparisons joined by AND, or by OR
 * where each alternative stands by itself. A comparison that we cannot keep makes the whole pattern
 * unsupported: leaving a condition out would widen what its author said.
 */
export function readStixPattern(pattern: string): PatternReading {
  const tokens = tokensOf(pattern)
  if (!tokens) return { kind: 'invalid' }
  const alternatives = alternativesOf(tokens)
  if (!Array.isArray(alternatives)) return { kind: alternatives }
  const targets: PatternTarget[] = []
  for (const comparisons of alternatives) {
    const target = targetOf(comparisons)
    if (typeof target === 'string') return { kind: target }
    targets.push(target)
  }
  return { kind: 'targets', targets }
}

function tokensOf(pattern: string): string[] | undefined {
  if (pattern.length > PATTERN_LENGTH_MAX) return undefined
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  const text = pattern.trimEnd()
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text)
    if (!match) return undefined
    const [, quoted, symbol, word] = match
    // A path may end in an index, `protocols[0]`; a bracket after a value closes the observation.
    if (word?.endsWith(']') && !/\[(?:\d+|\*)\]$/.test(word)) {
      tokens.push(word.slice(0, -1), ']')
    } else tokens.push(quoted ?? symbol ?? word!)
  }
  return tokens
}

/** Alternatives of comparisons that hold together. */
function alternativesOf(tokens: readonly string[]): Comparison[][] | 'unsupported' | 'invalid' {
  const alternatives: Comparison[][] = []
  let at = 0
  for (;;) {
    if (tokens[at++] !== '[') return 'invalid'
    let together: Comparison[] = []
    for (;;) {
      const [path, operator, value] = tokens.slice(at, at + 3)
      if (path === '(' || path === 'NOT' || operator === 'NOT') return 'unsupported'
      if (path === undefined || operator === undefined || value === undefined) return 'invalid'
      if (operator !== '=' && operator !== 'ISSUBSET') return 'unsupported'
      together.push({ path, operator, value: unquoted(value) })
      at += 3
      const joint = tokens[at++]
      if (joint === 'AND') continue
      alternatives.push(together)
      together = []
      if (joint === 'OR') continue
      if (joint === ']') break
      return 'invalid'
    }
    if (at === tokens.length) return alternatives
    // AND and FOLLOWEDBY between observations, and qualifiers such as WITHIN, speak of several events.
    if (tokens[at++] !== 'OR') return 'unsupported'
  }
}

function targetOf(
  comparisons: readonly Comparison[],
): PatternTarget | 'hostname' | 'url' | 'source-only' | 'unsupported' | 'invalid' {
  let prefix: Prefix | undefined
  let port: number | null = null
  let protocol: string | null = null
  for (const { path, operator, value } of comparisons) {
    if (path.startsWith('domain-name:')) return 'hostname'
    if (path.startsWith('url:')) return 'url'
    if (path.startsWith('network-traffic:src_')) return 'source-only'
    if (ADDRESS_PATH.test(path)) {
      const read = parsePrefix(value)
      if (!read) return 'invalid'
      if (prefix) return 'unsupported'
      prefix = read
    } else if (operator !== '=') return 'unsupported'
    else if (path === 'network-traffic:dst_port') {
      port = /^\d{1,5}$/.test(value) ? Number(value) : -1
      if (port < 0 || port > 65_535) return 'invalid'
    } else if (/^network-traffic:protocols\[(?:\d+|\*)\]$/.test(path)) {
      const read = readProtocol(value)
      // "ipv4", "tls" and "http" stand above or below the transport and add nothing to a port.
      if (read && read !== 'ipv4') protocol = read
    } else if (!/^network-traffic:dst_ref\.type$/.test(path)) return 'unsupported'
  }
  return prefix ? { prefix, port, protocol } : 'unsupported'
}

function unquoted(value: string): string {
  return value.startsWith("'") ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value
}
