import { isIpv4Mapped } from '../../core/address.ts'
import { parsePrefix } from '../../core/prefix.ts'
import type { SqlParameters } from '../../flows/store/flow-engine.ts'
import type { Line } from '../lines/line-map.ts'

/** The engine refuses statements of more than 256 KiB; a line takes some 80 octets. */
const LINES_AT_ONCE = 2_000

export type LineBatch = {
  /** Of the 128-bit form, equal in the whole batch. */
  readonly prefixBits: number
  readonly lines: readonly Line[]
  readonly parameters: SqlParameters
}

/**
 * Lines as parameters of a query: batches of one prefix length, so that the engine can find an address's line by
 * cutting it to that length. Rows name a line by its place in `lines`, counted from 0.
 */
export function lineBatches(lines: readonly Line[]): LineBatch[] {
  const byLength = Map.groupBy(lines, ({ prefix }) => parsePrefix(prefix)!.length)
  return [...byLength].flatMap(([prefixBits, same]) => {
    const batches: LineBatch[] = []
    for (let at = 0; at < same.length; at += LINES_AT_ONCE) {
      const some = same.slice(at, at + LINES_AT_ONCE)
      batches.push({ prefixBits, lines: some, parameters: parametersOf(some, prefixBits) })
    }
    return batches
  })
}

/** `key` is the first address of the line; join it with `lineKey` of an address, and check time and port. */
export const LINES = `
SELECT one.1 AS line, toIPv6(one.2) AS key, one.3 AS fromMs, one.4 AS untilMs, one.5 AS portFirst, one.6 AS portLast
FROM (SELECT arrayJoin(arrayZip(range(length({keys:Array(String)})), {keys:Array(String)}, {froms:Array(Int64)},
  {untils:Array(Int64)}, {portsFirst:Array(UInt16)}, {portsLast:Array(UInt16)})) AS one)`

export const lineKey = (address: string): string =>
  `tupleElement(IPv6CIDRToRange(${address}, {prefixBits:UInt8}), 1)`

export const IN_LINE = 'at >= fromMs AND at < untilMs AND port >= portFirst AND port <= portLast'

function parametersOf(lines: readonly Line[], prefixBits: number): SqlParameters {
  return {
    keys: lines.map(({ prefix }) => keyOf(prefix)),
    froms: lines.map(({ span }) => span.startMs),
    untils: lines.map(({ span }) => span.endMs),
    portsFirst: lines.map(({ portFirst }) => portFirst),
    portsLast: lines.map(({ portLast }) => portLast),
    prefixBits,
  }
}

/** As IPv6 text; IPv4 in its mapped form, as the store holds it. */
function keyOf(prefix: string): string {
  const address = prefix.split('/')[0]!
  return isIpv4Mapped(parsePrefix(prefix)!.octets) ? `::ffff:${address}` : address
}
