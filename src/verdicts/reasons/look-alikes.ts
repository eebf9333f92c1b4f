import type { Bilingual } from '../../core/bilingual.ts'
import { exemplarDistance, isNamed, ranksOf } from '../reference/exemplars.ts'
import type { Exemplar, ModelReference } from '../reference/reference.ts'
import { kindName } from './kind-names.ts'

export type LookAlike = Bilingual & {
  readonly kind: string
  readonly isPlanted: boolean
  readonly similarity: number
  readonly isSynthetic: true
}

/** The nearest planted and the nearest innocent kind that has a name, nearer one first. */
export function lookAlikes(
  values: ArrayLike<number>,
  { scale, exemplars }: ModelReference,
): readonly LookAlike[] {
  const ranks = ranksOf(scale, values)
  return [true, false]
    .flatMap((isPlanted) => {
      const nearest = nearestOf(
        ranks,
        exemplars.filter((one) => one.isPlanted === isPlanted && isNamed(one.kind)),
      )
      return nearest ? [lookAlike(nearest.exemplar, nearest.distance)] : []
    })
    .sort((a, b) => b.similarity - a.similarity)
}

function nearestOf(ranks: ArrayLike<number>, exemplars: readonly Exemplar[]) {
  return exemplars.reduce<{ exemplar: Exemplar; distance: number } | undefined>(
    (best, exemplar) => {
      const distance = exemplarDistance(ranks, exemplar)
      return best && best.distance <= distance ? best : { exemplar, distance }
    },
    undefined,
  )
}

function lookAlike({ kind, isPlanted }: Exemplar, distance: number): LookAlike {
  const similarity = Math.round(100 * Math.max(0, 1 - distance)) / 100
  const name = kindName(kind)
  const percent = Math.round(100 * similarity)
  return {
    kind,
    isPlanted,
    similarity,
    isSynthetic: true,
    en: `Among the ${isPlanted ? 'controllers' : 'innocent programs'} of the synthetic training data it is most like: ${name.en} (${percent} % alike).`,
    ja: `学習データ（合成）の${isPlanted ? 'C&Cサーバ' : '正規のプログラム'}のうち最も似ているのは「${name.ja}」です（類似度${percent}%）。`,
  }
}
