import { type Markup, round, svgText } from '../markup.ts'
import { svg } from './axes.ts'
import type { Method } from './method-names.ts'

const ROW = 34
const LEFT = 196
const WIDTH = 520
const RIGHT = 50

/** PR-AUC of every method with what the data can prove of it. */
export function intervalFigure(methods: readonly Method[]): Markup {
  const height = 34 + ROW * methods.length
  const x = (share: number): number => LEFT + share * (WIDTH - LEFT - RIGHT)
  const grid = [0, 0.25, 0.5, 0.75, 1]
    .map(
      (tick) =>
        `<line class="axis" x1="${round(x(tick))}" x2="${round(x(tick))}" y1="6" y2="${height - 24}"/>${svgText(x(tick), height - 6, tick.toString(), 'class="quiet middle"')}`,
    )
    .join('')
  const rows = methods
    .map(({ title, quality, colour }, i) => {
      const y = 24 + ROW * i
      const value = quality.prAuc || 0
      const { interval } = quality
      const whisker = interval
        ? `<line x1="${round(x(interval.low))}" x2="${round(x(interval.high))}" y1="${y}" y2="${y}" stroke="var(${colour})" stroke-width="7" stroke-linecap="round" opacity="0.28"/>`
        : ''
      return `${svgText(LEFT - 12, y + 4, title, `class="end"${i === 0 ? ' font-weight="650"' : ''}`)}${whisker}<circle cx="${round(x(value))}" cy="${y}" r="${i === 0 ? 6.5 : 5}" fill="var(${colour})"/>${svgText(WIDTH - RIGHT + 12, y + 4, value.toFixed(3))}`
    })
    .join('')
  return svg(
    { width: WIDTH, height, left: 0, right: 0, top: 0, bottom: 0 },
    { en: 'PR-AUC of every method with 95 % interval', ja: '各手法のPR-AUCと95%区間' },
    grid + rows,
  )
}
