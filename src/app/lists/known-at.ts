import type { ListSource, Lists } from '../../cases/index.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import {
  type KnownControllers,
  knownControllers,
  LabelLedger,
} from '../../verdicts/labels/index.ts'
import { knownGoodEntries, reputationLabels } from './measure-lists.ts'

/** What reputation lists knew of controllers at an instant; `undefined` where they knew none. */
export type KnownAt = (atMs: number) => Promise<KnownControllers | undefined>

/** Labels fade over days: within these hours the same answer does. */
const SAME_FOR_MS = 6 * HOUR_MS

/** Reads the lists anew when one has changed or the instant is another; some hundred thousand entries take seconds. */
export function knownAt(lists: Lists): KnownAt {
  let kept: { readonly key: string; readonly known: KnownControllers | undefined } | undefined
  return async (atMs) => {
    const instant = Math.floor(atMs / SAME_FOR_MS) * SAME_FOR_MS
    const sources = (await lists.sources()).filter(({ entryCount }) => entryCount > 0)
    const key = [instant, ...sources.map(stateOf)].join('\n')
    if (kept?.key !== key) kept = { key, known: await readKnown(lists, sources, instant) }
    return kept.known
  }
}

const stateOf = ({ name, changedAtMs, removedAtMs, verifiedAtMs, entryCount }: ListSource) =>
  [name, changedAtMs, removedAtMs, verifiedAtMs, entryCount].join(' ')

async function readKnown(
  lists: Lists,
  sources: readonly ListSource[],
  atMs: number,
): Promise<KnownControllers | undefined> {
  if (!sources.some(({ kind }) => kind === 'reputation')) return undefined
  const ledger = new LabelLedger({
    ...(await reputationLabels(lists)),
    knownGood: await knownGoodEntries(lists),
  })
  const known = knownControllers(ledger, atMs)
  return known.addresses.length > 0 ? known : undefined
}
