import { Readable } from 'node:stream'
import type { ApiPorts } from '../ports/ports.ts'
import {
  type AuditEntry,
  AuditExportQuery,
  AuditPage,
  AuditQuery,
  AuditVerdict,
  Purposes,
} from '../schemas/accountability.ts'
import { type Api, answers } from './route.ts'

/** Who looked at which window of flows, for which purpose and reason; what was published and deleted. */
export function addAudit(
  api: Api,
  { audit, purposes }: Pick<ApiPorts, 'audit' | 'purposes'>,
): void {
  api.get(
    '/audit',
    {
      schema: {
        operationId: 'listAudit',
        summary: 'Entries of the audit, newest first; follow nextCursor for the next page',
        querystring: AuditQuery,
        response: answers(AuditPage),
      },
    },
    ({ query }) => audit.find(query),
  )

  api.get(
    '/audit/verify',
    {
      schema: {
        operationId: 'verifyAudit',
        summary: 'Follows the hash chain; names the first line that was changed, added or removed',
        response: answers(AuditVerdict),
      },
    },
    () => audit.verify(),
  )

  api.get(
    '/audit/export',
    {
      // A file, not one JSON document: all entries that fit, oldest first, as CSV or as JSON lines.
      schema: { hide: true, querystring: AuditExportQuery },
    },
    (request, reply) => {
      const { format, ...filter } = request.query
      const lines = format === 'csv' ? csvLines : jsonLines
      return reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson')
        .header('content-disposition', `attachment; filename="audit.${format}"`)
        .send(Readable.from(lines(audit.export(filter))))
    },
  )

  api.get(
    '/purposes',
    {
      schema: {
        operationId: 'listPurposes',
        summary: 'What flow records may be read for, on which legal ground, and by whom',
        response: answers(Purposes),
      },
    },
    async () => purposes(),
  )
}

const COLUMNS = [
  'sequence',
  'at',
  'kind',
  'purpose',
  'actor',
  'reason',
  'subject',
  'from',
  'to',
  'hash',
] as const

async function* csvLines(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  yield `${COLUMNS.join(',')}\n`
  for await (const { window, ...entry } of entries) {
    const row = { ...entry, from: window?.from ?? '', to: window?.to ?? '' }
    yield `${COLUMNS.map((name) => cell(String(row[name]))).join(',')}\n`
  }
}

async function* jsonLines(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`
}

/** Spreadsheets calculate what begins like a formula; a reason is anybody's text. */
function cell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}
