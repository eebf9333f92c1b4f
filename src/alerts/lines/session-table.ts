import { type TableRow, tableRows } from '../files/table-rows.ts'
import type { Tally } from '../files/tally.ts'
import { instantOf } from '../instant.ts'
import { subscriberOf } from '../subscriber.ts'
import { type LineSession, linePrefix, PORT_MAX } from './session.ts'

/**
 * A carrier's own table: `subscriber,prefix,from,until`, and `port_first,port_last` behind a NAT. `until` may be
 * empty: the address is the line's until somebody says otherwise.
 */
export function* sessionTable(text: string, nowMs: number, tally: Tally): Generator<LineSession> {
  for (const row of tableRows(text, ['subscriber', 'prefix', 'from', 'until'])) {
    const session = row ? sessionOf(row, nowMs) : 'row-malformed'
    if (typeof session === 'string') tally.add(session)
    else yield session
  }
}

function sessionOf(row: TableRow, nowMs: number): LineSession | string {
  const subscriber = subscriberOf(row.cell('subscriber'))
  if (subscriber === undefined) return 'subscriber-invalid'
  const prefix = linePrefix(row.cell('prefix'))
  if (prefix === undefined) return 'prefix-invalid'
  const fromMs = instantOf(row.cell('from'))
  const untilText = row.cell('until')
  const untilMs = untilText === '' ? null : instantOf(untilText)
  if (fromMs === undefined || untilMs === undefined) return 'time-invalid'
  if (untilMs !== null && untilMs <= fromMs) return 'time-invalid'
  const portFirst = portOf(row.cell('port_first'), 0)
  const portLast = portOf(row.cell('port_last'), PORT_MAX)
  if (portFirst === undefined || portLast === undefined || portLast < portFirst)
    return 'ports-invalid'
  return {
    subscriber,
    prefix,
    portFirst,
    portLast,
    fromMs,
    untilMs,
    // Whoever writes a table vouches for it until he writes the next one.
    heardMs: Math.max(fromMs, untilMs ?? nowMs),
    nas: null,
    session: null,
  }
}

function portOf(text: string, otherwise: number): number | undefined {
  if (text === '') return otherwise
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1
  return port >= 0 && port <= PORT_MAX ? port : undefined
}
