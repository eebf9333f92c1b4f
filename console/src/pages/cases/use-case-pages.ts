import type { CaseSummary, Cases } from '../../../../src/web/schemas/cases.ts'
import { useFurther } from '../../api/use-further.ts'
import { usePolled } from '../../api/use-polled.ts'
import { type CaseFilter, casesPath } from './cases-query.ts'

const INTERVAL_MS = 15_000

/**
 * The first page is asked for again and again; further pages are added behind it on request, by
 * cursor. A case that moved between pages is shown once, where it was found first.
 */
export function useCasePages(filter: CaseFilter) {
  const first = usePolled<Cases>(casesPath(filter), INTERVAL_MS)
  const { pages, ...further } = useFurther((cursor) => casesPath(filter, cursor), first.value)
  const known = new Map<string, CaseSummary>()
  for (const { cases } of first.value ? [first.value, ...pages] : pages)
    for (const one of cases) if (!known.has(one.id)) known.set(one.id, one)
  return { first, cases: [...known.values()], ...further }
}
