import { SeededRandom } from '../../core/random.ts'
import type { StudyGroup } from '../tables.ts'

export type Drawn<Item> = { readonly item: Item; readonly group: StudyGroup }

/**
 * Who is told now and who later, drawn within each stratum (kind of device and of reason), so that the two groups are
 * alike in what is known of them. What does not come out even in a stratum is drawn, too: the share is met in the mean
 * however small the strata are. The same seed and the same items in any order give the same groups.
 */
export function drawGroups<Item extends { readonly subscriber: string; readonly stratum: string }>(
  items: readonly Item[],
  heldOutPercent: number,
  seed: number,
): Drawn<Item>[] {
  const dice = new SeededRandom(seed)
  const strata = [...Map.groupBy(items, ({ stratum }) => stratum)].sort(([a], [b]) => order(a, b))
  return strata.flatMap(([stratum, members]) => {
    const stream = dice.fork(stratum)
    const sorted = members.toSorted((one, other) => order(one.subscriber, other.subscriber))
    const shuffled = shuffle(sorted, stream)
    const exact = (shuffled.length * heldOutPercent) / 100
    const count = Math.floor(exact) + (stream.next() < exact % 1 ? 1 : 0)
    return shuffled.map(
      (item, index): Drawn<Item> => ({
        item,
        group: index < count ? 'held-out' : 'alerted',
      }),
    )
  })
}

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Fisher and Yates. */
function shuffle<Item>(items: readonly Item[], dice: SeededRandom): Item[] {
  const shuffled = [...items]
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = dice.integer(last + 1)
    const [one, two] = [shuffled[last]!, shuffled[other]!]
    shuffled[last] = two
    shuffled[other] = one
  }
  return shuffled
}
