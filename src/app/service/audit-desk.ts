import {
  type AuditLog,
  type AuditEntry as KnownEntry,
  verifyAudit,
} from '../../flows/store/audit-log.ts'
import { type AuditFilter, readAudit, readAuditPage } from '../../flows/store/audit-pages.ts'
import type { AuditDesk } from '../../web/ports/ports.ts'
import { WebError } from '../../web/problems/errors.ts'
import type { AuditEntry, AuditQuery, AuditVerdict } from '../../web/schemas/accountability.ts'

/** The audit as the API and commands ask for it. `log` is absent where nobody may write. */
export function auditDesk(directory: string, log?: Pick<AuditLog, 'append'>): AuditDesk {
  return {
    append: async (record) => log?.append(record),
    find: async ({ limit, cursor, ...query }) => {
      const page = await readAuditPage(directory, filterOf(query), limit, offsetOf(cursor))
      return {
        entries: page.entries.map(entryView),
        nextCursor: page.nextOffset === null ? null : String(page.nextOffset),
      }
    },
    export: (query) => exported(directory, filterOf(query)),
    verify: () => auditVerdict(directory),
  }
}

export async function auditVerdict(directory: string): Promise<AuditVerdict> {
  const { brokenAt, ...verdict } = await verifyAudit(directory)
  return { isIntact: brokenAt === undefined, ...verdict, brokenAt: brokenAt ?? null }
}

async function* exported(directory: string, filter: AuditFilter): AsyncGenerator<AuditEntry> {
  for await (const entry of readAudit(directory, filter)) yield entryView(entry)
}

function filterOf({ from, to, ...query }: Omit<AuditQuery, 'limit' | 'cursor'>): AuditFilter {
  return {
    ...query,
    fromMs: from === undefined ? undefined : Date.parse(from),
    toMs: to === undefined ? undefined : Date.parse(to),
  }
}

/** A place in the file; any other number only begins in the middle of a line, which is then left out. */
function offsetOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined
  if (!/^\d{1,15}$/.test(cursor)) throw new WebError('QUERY_INVALID')
  return Number(cursor)
}

function entryView({ previous: _, window, ...entry }: KnownEntry): AuditEntry {
  return { ...entry, window: window ?? null }
}
