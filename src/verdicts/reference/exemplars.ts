import { SeededRandom } from '../../core/random.ts'
import type { Sample } from '../model/sample.ts'
import { rankOf } from './feature-scale.ts'
import type { Exemplar, FeatureScale, NoveltyScale } from './reference.ts'

/** Enough that a kind seen at several samplings is there at each; the file stays small. */
const PER_KIND = 12
/** Endpoints without a name of their own: ordinary destinations, drawn programs. */
const PER_NAMELESS_KIND = 80
const NAMELESS: ReadonlySet<string> = new Set([
  'drawn-controller',
  'drawn-innocent',
  'planted',
  'ordinary',
])
/** One of the two is known and the other is not. */
const DISTANCE_TO_MISSING = 0.5
const NOVELTY_SHARES = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 1] as const

/** What a sample is an example of; unnamed ones are told apart by their label and view. */
export function kindOf({ kind, label, view }: Sample): string {
  if (kind !== undefined) return kind
  return view === 'site'
    ? label === 1
      ? 'drawn-controller'
      : 'drawn-innocent'
    : label === 1
      ? 'planted'
      : 'ordinary'
}

export const isNamed = (kind: string): boolean => !NAMELESS.has(kind)

/** Draws examples of every kind. The same samples and seed give the same examples. */
export function chooseExemplars(
  samples: readonly Sample[],
  scale: FeatureScale,
  seed: number,
): Exemplar[] {
  const random = new SeededRandom(seed).fork('exemplars')
  const kinds = Map.groupBy(samples, (sample) => `${kindOf(sample)} ${sample.label}`)
  return [...kinds].sort().flatMap(([name, all]) => {
    const draw = random.fork(name)
    const kind = kindOf(all[0]!)
    const wanted = isNamed(kind) ? PER_KIND : PER_NAMELESS_KIND
    return drawSome(all, wanted, draw).map((sample) => ({
      kind,
      isPlanted: sample.label === 1,
      ranks: Array.from(ranksOf(scale, sample.values), (rank) =>
        Number.isNaN(rank) ? null : Math.round(100 * rank),
      ),
    }))
  })
}

export function ranksOf(scale: FeatureScale, values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, (value, feature) => rankOf(scale, feature, value))
}

/** Mean difference of ranks over features, 0 to about 1. */
export function exemplarDistance(ranks: ArrayLike<number>, exemplar: Exemplar): number {
  let sum = 0
  for (let i = 0; i < ranks.length; i++) {
    const theirs = exemplar.ranks[i]
    const isMissing = Number.isNaN(ranks[i]!)
    if (theirs === null || theirs === undefined) sum += isMissing ? 0 : DISTANCE_TO_MISSING
    else sum += isMissing ? DISTANCE_TO_MISSING : Math.abs(ranks[i]! - theirs / 100)
  }
  return ranks.length === 0 ? 0 : sum / ranks.length
}

export function nearestDistance(ranks: ArrayLike<number>, exemplars: readonly Exemplar[]): number {
  return exemplars.reduce(
    (least, exemplar) => Math.min(least, exemplarDistance(ranks, exemplar)),
    Number.POSITIVE_INFINITY,
  )
}

/** How far samples that no exemplar was drawn from lie from the nearest one. */
export function noveltyScale(
  heldOut: readonly Sample[],
  scale: FeatureScale,
  exemplars: readonly Exemplar[],
): NoveltyScale {
  const distances = Float64Array.from(heldOut, ({ values }) =>
    nearestDistance(ranksOf(scale, values), exemplars),
  ).sort()
  return {
    count: distances.length,
    shares: NOVELTY_SHARES,
    distances: NOVELTY_SHARES.map((share) =>
      Number((distances[Math.floor(share * (distances.length - 1))] ?? 0).toFixed(5)),
    ),
  }
}

function drawSome(all: readonly Sample[], count: number, random: SeededRandom): Sample[] {
  const left = [...all]
  const drawn: Sample[] = []
  while (left.length > 0 && drawn.length < count)
    drawn.push(...left.splice(random.integer(left.length), 1))
  return drawn
}
