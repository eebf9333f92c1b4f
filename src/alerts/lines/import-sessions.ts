import type { Kysely } from 'kysely'
import { readTextFile } from '../files/read-text-file.ts'
import { Tally } from '../files/tally.ts'
import type { AlertTables } from '../tables.ts'
import { endSessionsOf, keepSessions, ROWS_AT_ONCE } from './kept-sessions.ts'
import { type RadiusEvent, radiusAccounting } from './radius-accounting.ts'
import type { LineSession } from './session.ts'
import { sessionTable } from './session-table.ts'

export type SessionFormat = 'csv' | 'radius-detail'

/**
 * Takes who had which address when. @returns counts by what became of the rows
 *
 * Throws `AlertError`; what was taken before it stays, and reading the file again adds the rest.
 */
export async function importSessions(
  db: Kysely<AlertTables>,
  file: { readonly path: string; readonly format?: SessionFormat | undefined },
  nowMs: number,
  onProgress: (rows: number) => void = () => {},
): Promise<Record<string, number>> {
  const text = await readTextFile(file.path)
  const tally = new Tally()
  const format = file.format ?? formatOf(text)
  const events: Iterable<RadiusEvent> =
    format === 'radius-detail' ? radiusAccounting(text, tally) : sessionsOf(text, nowMs, tally)
  let batch: LineSession[] = []
  let rows = 0
  const flush = async (): Promise<void> => {
    await keepSessions(db, batch, tally)
    rows += batch.length
    batch = []
    onProgress(rows)
  }
  for (const event of events) {
    if (event.kind === 'session') batch.push(event.session)
    if (batch.length >= ROWS_AT_ONCE) await flush()
    if (event.kind === 'reset') {
      await flush()
      await endSessionsOf(db, event.reset)
      tally.add('access-server-restarted')
    }
  }
  if (batch.length > 0) await flush()
  return tally.counts()
}

function* sessionsOf(text: string, nowMs: number, tally: Tally): Generator<RadiusEvent> {
  for (const session of sessionTable(text, nowMs, tally)) yield { kind: 'session', session }
}

/** In a `detail` file the second line is indented, and a table has no such thing. */
function formatOf(text: string): SessionFormat {
  return /^[^\n]*\n[ \t]+[A-Za-z][\w.-]* /.test(text.trimStart()) ? 'radius-detail' : 'csv'
}
