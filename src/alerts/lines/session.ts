import { formatPrefix, parsePrefix } from '../../core/prefix.ts'

/** A line had these addresses (and ports of them) from then to then. */
export type LineSession = {
  readonly subscriber: string
  /** Canonical. */
  readonly prefix: string
  readonly portFirst: number
  readonly portLast: number
  readonly fromMs: number
  /** Null: not known to have ended. */
  readonly untilMs: number | null
  /** Somebody vouched for it until then. */
  readonly heardMs: number
  /** Of RADIUS accounting; null where the mapping is a table. */
  readonly nas: string | null
  readonly session: string | null
}

export const PORT_MAX = 65_535

/** A shorter prefix is not a line but a town. */
const IPV4_BITS_MIN = 24
const IPV6_BITS_MIN = 40

/** Canonical text, or `undefined` where it is no prefix of one line. */
export function linePrefix(text: string): string | undefined {
  const prefix = parsePrefix(text.trim())
  if (!prefix) return undefined
  const canonical = formatPrefix(prefix)
  const bits = Number(canonical.split('/')[1])
  return bits >= (canonical.includes(':') ? IPV6_BITS_MIN : IPV4_BITS_MIN) ? canonical : undefined
}
