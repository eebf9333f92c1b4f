import type { Bilingual } from '../../core/bilingual.ts'
import { SCALE_SHARES, shareAbove, shareBelow } from '../reference/feature-scale.ts'
import type { FeatureScale, ModelReference } from '../reference/reference.ts'

/** Where a value stands among innocent endpoints, when that is worth a word. */
export type Standing = {
  readonly share: number
  readonly side: 'higher' | 'lower'
  readonly of: 'site' | 'training'
}

/** What a value is compared with. */
export type Yardstick = { readonly scale: FeatureScale; readonly of: 'site' | 'training' }

/** Less is no news. */
const WORTH_SAYING_FROM = 0.9
/** Of fewer endpoints nobody can say what one in a hundred does. */
const SITE_ENDPOINTS_MIN = 500
const SITE_ENDPOINTS_USED_MAX = 20_000

/**
 * The other endpoints of the same window where there are enough of them, for nearly all are innocent and they
 * are real; else the model's synthetic training. Those that are themselves suspected stay out.
 */
export function yardstickOf(
  unsuspected: readonly ArrayLike<number>[],
  reference: ModelReference | undefined,
): Yardstick | undefined {
  if (unsuspected.length >= SITE_ENDPOINTS_MIN) return { scale: scaleOf(unsuspected), of: 'site' }
  return reference && { scale: reference.scale, of: 'training' }
}

export function standingOf(
  { scale, of }: Yardstick,
  feature: number,
  value: number,
): Standing | undefined {
  const higher = shareBelow(scale, feature, value)
  const lower = shareAbove(scale, feature, value)
  const [side, share] =
    higher >= lower ? (['higher', higher] as const) : (['lower', lower] as const)
  return share >= WORTH_SAYING_FROM ? { share, side, of } : undefined
}

export function saidOfStanding({ share, side, of }: Standing): Bilingual {
  // Beyond every one of them is said of a thousand: more would claim what was not counted.
  const percent = Math.min(99.9, Math.floor(1000 * share) / 10)
  const en = side === 'higher' ? 'higher' : 'lower'
  const ja = side === 'higher' ? '高い' : '低い'
  return of === 'site'
    ? {
        en: `${en} than at ${percent} % of the other endpoints seen here`,
        ja: `ここで観測された他の通信先の${percent}%より${ja}値`,
      }
    : {
        en: `${en} than at ${percent} % of the innocent endpoints of the synthetic training data`,
        ja: `学習データ（合成）の正規の通信先の${percent}%より${ja}値`,
      }
}

function scaleOf(rows: readonly ArrayLike<number>[]): FeatureScale {
  const step = Math.max(1, rows.length / SITE_ENDPOINTS_USED_MAX)
  const used = Array.from(
    { length: Math.floor(rows.length / step) },
    (_, i) => rows[Math.floor(i * step)]!,
  )
  const columns = Array.from({ length: rows[0]!.length }, (_, feature) =>
    Float64Array.from(used, (row) => row[feature]!)
      .filter(Number.isFinite)
      .sort(),
  )
  return {
    shares: SCALE_SHARES,
    quantiles: columns.map((sorted) =>
      sorted.length === 0
        ? []
        : SCALE_SHARES.map((share) => sorted[Math.round(share * (sorted.length - 1))]!),
    ),
    missing: columns.map(({ length }) => 1 - length / used.length),
  }
}
