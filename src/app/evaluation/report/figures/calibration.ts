import type { CalibrationQuality } from '../../../../verdicts/evaluate/index.ts'
import { type Markup, round, svgText } from '../markup.ts'
import { FRAME, svg, unitAxes, xOf, yOf } from './axes.ts'

/** What was said against what was true; a good model lies on the diagonal. */
export function calibrationFigure({ bins }: CalibrationQuality): Markup {
  const filled = bins.filter((bin) => bin.count > 0)
  const dots = filled
    .map((bin, i) => {
      const x = xOf(FRAME, bin.meanProbability)
      const y = yOf(FRAME, bin.observed)
      const radius = 4 + 2.2 * Math.log10(bin.count)
      // Neighbouring counts would cover each other: they stand above and below in turn.
      const above = i % 2 === 0 || y > FRAME.height - FRAME.bottom - 24
      return `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="var(--ours)" fill-opacity="0.75"/>${svgText(x, above ? y - radius - 5 : y + radius + 14, bin.count.toLocaleString('en'), 'class="quiet middle"')}`
    })
    .join('')
  const diagonal = `<line x1="${xOf(FRAME, 0)}" y1="${yOf(FRAME, 0)}" x2="${xOf(FRAME, 1)}" y2="${yOf(FRAME, 1)}" stroke="var(--quiet)" stroke-dasharray="4 4"/>`
  return svg(
    FRAME,
    { en: 'Reliability diagram', ja: '信頼度図（示した確率と実際の割合）' },
    `${unitAxes(FRAME, { en: 'probability given', ja: '示した確率' }, { en: 'share that was true', ja: '実際の割合' })}${diagonal}${dots}`,
  )
}
