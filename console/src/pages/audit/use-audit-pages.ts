import type { AuditEntry, AuditPage } from '../../../../src/web/schemas/accountability.ts'
import { useFurther } from '../../api/use-further.ts'
import { type AuditFilter, auditPath } from './audit-query.ts'

/** Older pages behind the first. One may be empty and go on all the same: each reads a bounded part. */
export function useAuditPages(filter: AuditFilter, first: AuditPage | null) {
  const { pages, ...further } = useFurther((cursor) => auditPath(filter, cursor), first)
  const known = new Map<number, AuditEntry>()
  for (const { entries } of first ? [first, ...pages] : pages)
    for (const entry of entries) known.set(entry.sequence, entry)
  return { entries: [...known.values()], ...further }
}
