import type { AuditEntry } from '../../../../src/web/schemas/accountability.ts'

/** As it stands in the address bar; empty where nothing is asked for. Days are the reader's. */
export type AuditFilter = {
  readonly kind: AuditEntry['kind'] | ''
  readonly purpose: string
  readonly actor: string
  readonly from: string
  readonly to: string
}

export const AUDIT_KINDS: readonly AuditEntry['kind'][] = [
  'look',
  'look-up',
  'deletion',
  'publication',
  'import',
  'promotion',
]
const DAY = /^\d{4}-\d{2}-\d{2}$/
const DAY_MS = 86_400_000

/** What the address asks for; what it asks for wrongly is left out. */
export function auditFilterOf(query: URLSearchParams): AuditFilter {
  const day = (name: string) => {
    const text = query.get(name) ?? ''
    return DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : ''
  }
  return {
    kind: AUDIT_KINDS.find((one) => one === query.get('kind')) ?? '',
    purpose: query.get('purpose') ?? '',
    actor: (query.get('actor') ?? '').slice(0, 100),
    from: day('from'),
    to: day('to'),
  }
}

/** Both days belong to what is asked for, so the end is the beginning of the day after. */
export function auditPath(
  { kind, purpose, actor, from, to }: AuditFilter,
  cursor?: string,
): string {
  const query = new URLSearchParams({ limit: '100' })
  if (kind) query.set('kind', kind)
  if (purpose) query.set('purpose', purpose)
  if (actor.trim()) query.set('actor', actor.trim())
  if (from) query.set('from', new Date(`${from}T00:00:00`).toISOString())
  if (to) query.set('to', new Date(Date.parse(`${to}T00:00:00`) + DAY_MS).toISOString())
  if (cursor) query.set('cursor', cursor)
  return `/audit?${query}`
}

/** The same filter as a file, with every line that fits. */
export function exportHref(path: string, format: 'csv' | 'jsonl'): string {
  const query = new URLSearchParams(path.split('?')[1])
  query.delete('limit')
  query.set('format', format)
  return `/api/v1/audit/export?${query}`
}
