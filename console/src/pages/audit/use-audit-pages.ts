import { useEffect, useState } from 'react'
import type { AuditEntry, AuditPage } from '../../../../src/web/schemas/accountability.ts'
import { getJson } from '../../api/client.ts'
import type { ApiError } from '../../api/problem.ts'

type Further = { readonly entries: readonly AuditEntry[]; readonly cursor: string | null }

/** Older pages behind the first. One may be empty and go on all the same: each reads a bounded part. */
export function useAuditPages(path: string, first: AuditPage | null) {
  const [further, setFurther] = useState<Further | null>(null)
  const [isLoading, setIsLoading] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter begins at its newest line
  useEffect(() => setFurther(null), [path])
  const cursor = further ? further.cursor : (first?.nextCursor ?? null)
  const load = async () => {
    setIsLoading(true)
    try {
      const page = await getJson<AuditPage>(
        `${path}&${new URLSearchParams({ cursor: cursor ?? '' })}`,
      )
      setFurther({
        entries: [...(further?.entries ?? []), ...page.entries],
        cursor: page.nextCursor,
      })
      setError(null)
    } catch (failure) {
      setError(failure as ApiError)
    }
    setIsLoading(false)
  }
  const known = new Map<number, AuditEntry>()
  for (const entry of [...(first?.entries ?? []), ...(further?.entries ?? [])])
    known.set(entry.sequence, entry)
  return { entries: [...known.values()], cursor, isLoading, error, load }
}
