import { useEffect, useMemo, useState } from 'react'
import type { CaseSummary } from '../../../../src/web/schemas/cases.ts'

/** What is ticked, of what is shown: a case that has left the list leaves the selection with it. */
export function useSelection(cases: readonly CaseSummary[], listKey: string) {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set())
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is another selection
  useEffect(() => setKeys(new Set()), [listKey])
  const chosen = useMemo(() => cases.filter(({ id }) => keys.has(id)), [cases, keys])
  return { keys, setKeys, chosen, clear: () => setKeys(new Set()) }
}
