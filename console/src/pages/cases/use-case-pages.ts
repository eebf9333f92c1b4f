import { useCallback, useEffect, useRef, useState } from 'react'
import type { CaseSummary, Cases } from '../../../../src/web/schemas/cases.ts'
import { getJson } from '../../api/client.ts'
import type { ApiError } from '../../api/problem.ts'
import { usePolled } from '../../api/use-polled.ts'
import { type CaseFilter, casesPath } from './cases-query.ts'

const INTERVAL_MS = 15_000

type Further = { readonly cases: readonly CaseSummary[]; readonly nextCursor: string | null }

/**
 * The first page is asked for again and again; further pages are added behind it on request, by
 * cursor. A case that moved between pages is shown once, where it was found first.
 */
export function useCasePages(filter: CaseFilter) {
  const path = casesPath(filter)
  const first = usePolled<Cases>(path, INTERVAL_MS)
  const [further, setFurther] = useState<Further | null>(null)
  const [isLoadingMore, setIsLoadingMore] = useState(false)
  const [moreError, setMoreError] = useState<ApiError | null>(null)
  const newestPath = useRef(path)

  useEffect(() => {
    newestPath.current = path
    setFurther(null)
    setMoreError(null)
    setIsLoadingMore(false)
  }, [path])

  const nextCursor = further ? further.nextCursor : (first.value?.nextCursor ?? null)
  const loadMore = useCallback(async () => {
    if (!nextCursor) return
    setIsLoadingMore(true)
    try {
      const page = await getJson<Cases>(casesPath(filter, nextCursor))
      if (newestPath.current !== path) return
      setFurther((before) => ({
        cases: [...(before?.cases ?? []), ...page.cases],
        nextCursor: page.nextCursor,
      }))
      setMoreError(null)
    } catch (error) {
      setMoreError(error as ApiError)
    }
    setIsLoadingMore(false)
  }, [filter, path, nextCursor])

  const cases = new Map<string, CaseSummary>()
  for (const one of [...(first.value?.cases ?? []), ...(further?.cases ?? [])])
    if (!cases.has(one.id)) cases.set(one.id, one)
  return {
    first,
    cases: [...cases.values()],
    hasMore: nextCursor !== null,
    isLoadingMore,
    moreError,
    loadMore,
  }
}
