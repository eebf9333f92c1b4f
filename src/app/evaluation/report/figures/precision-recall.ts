import type { CurvePoint } from '../../../../verdicts/evaluate/index.ts'
import { type Markup, round, svgText } from '../markup.ts'
import { FRAME, type Frame, svg, unitAxes, xOf, yOf } from './axes.ts'
import type { Method } from './method-names.ts'

const LEGEND_LINE = 18
const LEGEND_GAP = 20
/** More lines than this cannot be told apart. */
const LINES_MAX = 5

/** The curve of each method as the steps it truly has. */
export function precisionRecallFigure(methods: readonly Method[]): Markup {
  const shown = methods.slice(0, LINES_MAX)
  const frame: Frame = {
    ...FRAME,
    bottom: FRAME.bottom + LEGEND_LINE * shown.length + LEGEND_GAP,
    height: FRAME.height + LEGEND_LINE * shown.length + LEGEND_GAP,
  }
  const lines = shown
    .map(
      ({ quality, colour, dash }, i) =>
        `<path d="${steps(frame, quality.curve)}" fill="none" stroke="var(${colour})" stroke-width="${i === 0 ? 3 : 1.8}" stroke-dasharray="${dash}" stroke-linejoin="round"/>`,
    )
    .reverse()
    .join('')
  const legend = shown
    .map(({ title, quality, colour, dash }, i) => {
      const y = FRAME.height + LEGEND_GAP + LEGEND_LINE * i
      return `<line x1="${frame.left}" x2="${frame.left + 34}" y1="${y - 4}" y2="${y - 4}" stroke="var(${colour})" stroke-width="${i === 0 ? 3 : 1.8}" stroke-dasharray="${dash}"/>${svgText(frame.left + 42, y, title)}${svgText(frame.width - frame.right, y, quality.prAuc.toFixed(3), 'class="end"')}`
    })
    .join('')
  // The axes keep the size they have without the legend.
  const plot = { ...frame, height: FRAME.height, bottom: FRAME.bottom }
  return svg(
    frame,
    { en: 'Precision against recall', ja: '適合率と再現率' },
    `${unitAxes(plot, { en: 'recall: share of controllers found', ja: '再現率（見つけたC&Cサーバの割合）' }, { en: 'precision', ja: '適合率' })}${lines}${legend}`,
  )
}

function steps(frame: Frame, curve: readonly CurvePoint[]): string {
  const plot = { ...frame, height: FRAME.height, bottom: FRAME.bottom }
  let recall = 0
  return curve
    .map((point, i) => {
      const from = `${round(xOf(plot, recall))},${round(yOf(plot, point.precision))}`
      recall = point.recall
      return `${i === 0 ? 'M' : 'L'}${from}L${round(xOf(plot, recall))},${round(yOf(plot, point.precision))}`
    })
    .join('')
}
