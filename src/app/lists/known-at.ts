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
    const sources = (await lists.sources()).filter(({ entryCount }) => entryCount > 0)
    const key = [instantOf(atMs), ...sources.map(stateOf)].join('\n')
    if (kept?.key !== key) {
      const isAnyHeld = sources.some(({ kind }) => kind === 'reputation')
      kept = { key, known: isAnyHeld ? knownIn(await readLedger(lists), atMs) : undefined }
    }
    return kept.known
  }
}

/** Everything that lists say, or said. */
export async function readLedger(lists: Lists): Promise<LabelLedger> {
  return new LabelLedger({
    ...(await reputationLabels(lists)),
    knownGood: await knownGoodEntries(lists),
  })
}

/** The same of a ledger that is at hand. */
export function knownIn(ledger: LabelLedger, atMs: number): KnownControllers | undefined {
  const known = knownControllers(ledger, instantOf(atMs))
  return known.addresses.length > 0 ? known : undefined
}

const instantOf = (atMs: number): number => Math.floor(atMs / SAME_FOR_MS) * SAME_FOR_MS

const stateOf = ({ name, changedAtMs, removedAtMs, verifiedAtMs, entryCount }: ListSource) =>
  [name, changedAtMs, removedAtMs, verifiedAtMs, entryCount].join(' ')
