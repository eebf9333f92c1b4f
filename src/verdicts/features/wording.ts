import type { Bilingual } from '../../core/bilingual.ts'

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${Math.round(count) === 1 ? one : many}`

/** Whole numbers with thousands set apart, the same in both languages. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Less than this reads as none at all, which it is not. */
const PERCENT_MIN = 0.001

export function percent(share: number): string {
  const hundredths = 100 * Math.min(1, Math.max(0, share))
  const isTraces = hundredths > 0 && hundredths < 0.95
  return `${isTraces ? Number(Math.max(PERCENT_MIN, hundredths).toPrecision(1)) : Math.round(hundredths)} %`
}

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
