import { useEffect, useRef, useState } from 'react'
import { getJson } from './client.ts'
import type { ApiError } from './problem.ts'

type Paged = { readonly nextCursor: string | number | null }

/**
 * Further pages behind the first, added on request, by cursor. Another path begins at its first page: what was
 * still on its way for the one before is left out.
 *
 * @param pathOf without a cursor the path of the first page
 */
export function useFurther<Page extends Paged>(
  pathOf: (cursor?: string) => string,
  first: Page | null,
) {
  const path = pathOf()
  const [pages, setPages] = useState<readonly Page[]>([])
  const [isLoading, setIsLoading] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const newestPath = useRef(path)

  useEffect(() => {
    newestPath.current = path
    setPages([])
    setError(null)
    setIsLoading(false)
  }, [path])

  const cursor = (pages.at(-1) ?? first)?.nextCursor ?? null
  const load = async () => {
    if (cursor === null) return
    setIsLoading(true)
    try {
      const page = await getJson<Page>(pathOf(String(cursor)))
      if (newestPath.current !== path) return
      setPages((before) => [...before, page])
      setError(null)
    } catch (failure) {
      setError(failure as ApiError)
    }
    setIsLoading(false)
  }
  return { pages, hasMore: cursor !== null, isLoading, error, load }
}
