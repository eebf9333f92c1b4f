import type { Bilingual } from '../../../../core/bilingual.ts'
import type { Quality, RunVerdict } from '../../../../verdicts/evaluate/index.ts'
import { baselineTitle } from '../../../../verdicts/evaluate/index.ts'

/** A method with its figures, as pictures and tables show it. */
export type Method = {
  readonly title: Bilingual
  readonly quality: Quality
  /** A custom property of the style sheet. */
  readonly colour: string
  /** Telling lines apart must not need colour. */
  readonly dash: string
}

const STYLES = [
  { colour: '--warm', dash: '7 3' },
  { colour: '--b', dash: '2 3' },
  { colour: '--c', dash: '9 3 2 3' },
  { colour: '--a', dash: '4 2' },
  { colour: '--d', dash: '1 3' },
] as const

/** Ours first, then the baselines, the best of them first. */
export function methodsOf(run: RunVerdict, isWithoutPorts: boolean): readonly Method[] {
  const ours: Method[] = [
    {
      title: isWithoutPorts
        ? { en: 'Noroshi, without ports', ja: 'Noroshi（ポートなし）' }
        : { en: 'Noroshi', ja: 'Noroshi' },
      quality: run.ours,
      colour: '--ours',
      dash: '',
    },
  ]
  if (!isWithoutPorts)
    ours.push({
      title: { en: 'Noroshi, without ports', ja: 'Noroshi（ポートなし）' },
      quality: run.withoutPorts,
      colour: '--ours',
      dash: '5 4',
    })
  const others = Object.entries(run.baselines)
    .sort(([, a], [, b]) => (b.prAuc || 0) - (a.prAuc || 0))
    .map(([name, quality], i) => ({
      title: baselineTitle(name),
      quality,
      ...(STYLES[i] ?? { colour: '--benign', dash: '3 3' }),
    }))
  return [...ours, ...others]
}
