import { DAY_MS } from '../../core/time-span.ts'
import type { FlowReader } from '../../flows/store/flow-reader.ts'
import type { Line } from '../lines/line-map.ts'
import { IN_LINE, LINES, lineBatches, lineKey } from './line-table.ts'
import type { Look } from './lines-with-endpoints.ts'

export type LineDay = { readonly line: Line; readonly day: number }

/** Only what a line sent itself: anybody may send to an address whose owner is away. */
const SEEN = `
SELECT DISTINCT line, intDiv(at, ${DAY_MS}) AS day
FROM (
  SELECT toUnixTimestamp64Milli(start_at) AS at, src_port AS port, ${lineKey('src_address')} AS key
  FROM flows
  WHERE start_at >= fromUnixTimestamp64Milli({from:Int64}) AND start_at < fromUnixTimestamp64Milli({to:Int64})
    AND NOT has({upstream:Array(UInt32)}, ingress_interface)
    AND key IN (SELECT toIPv6(arrayJoin({keys:Array(String)})))
) AS flow
INNER JOIN (${LINES}) AS held ON flow.key = held.key
WHERE ${IN_LINE}`

/** On which days anything at all was seen of these lines: not what, nor with whom. */
export async function linesSeen(
  reader: FlowReader,
  { access, window, upstreamInterfaces }: Look,
  lines: readonly Line[],
): Promise<LineDay[]> {
  const found: LineDay[] = []
  for (const batch of lineBatches(lines)) {
    const rows = await reader.query<{ line: number; day: number }>({ ...access, window }, SEEN, {
      ...batch.parameters,
      upstream: upstreamInterfaces,
      from: window.startMs,
      to: window.endMs,
    })
    for (const { line, day } of rows) found.push({ line: batch.lines[line]!, day })
  }
  return found
}
