import type { Bilingual } from '../../core/bilingual.ts'

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${Math.round(count) === 1 ? one : many}`

/** Whole numbers with thousands set apart, the same in both languages. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',')
}

export const percent = (share: number): string =>
  `${Math.round(100 * Math.min(1, Math.max(0, share)))} %`

/** A length of time in the unit a person would use. */
export function duration(seconds: number): Bilingual {
  const [size, en, ja] =
    seconds < 120
      ? [1, 'second', '秒']
      : seconds < 7_200
        ? [60, 'minute', '分']
        : ([3_600, 'hour', '時間'] as const)
  const count = Math.round(seconds / (size as number))
  return { en: plural(count, en as string), ja: `${formatCount(count)}${ja}` }
}

/** The inverse of log2(1 + x), which many features are. */
export const unlog = (value: number): number => 2 ** value - 1
