import type { SamplingLine } from '../../suites/suite.ts'
import { type Markup, round, svgText } from '../markup.ts'
import { axisNames, type Frame, svg, yOf } from './axes.ts'

const FRAME: Frame = { width: 760, height: 340, left: 60, right: 150, top: 14, bottom: 44 }
const STYLES = [
  { colour: '--benign', dash: '2 3' },
  { colour: '--a', dash: '4 2' },
  { colour: '--d', dash: '8 3' },
  { colour: '--ours', dash: '' },
] as const
const LABEL_GAP = 17

/** Recall as less and less is seen, one line per number of bots, with its interval. */
export function samplingFigure(lines: readonly SamplingLine[]): Markup {
  const samplings = lines[0]?.points.map(({ sampling }) => sampling) ?? []
  const span = FRAME.width - FRAME.left - FRAME.right
  const x = (i: number): number =>
    FRAME.left + 14 + (i * (span - 28)) / Math.max(1, samplings.length - 1)
  const grid = [0, 0.25, 0.5, 0.75, 1]
    .map(
      (tick) =>
        `<line class="axis" x1="${FRAME.left}" x2="${FRAME.width - FRAME.right}" y1="${round(yOf(FRAME, tick))}" y2="${round(yOf(FRAME, tick))}"/>${svgText(FRAME.left - 8, yOf(FRAME, tick) + 4, tick.toString(), 'class="quiet end"')}`,
    )
    .join('')
  const ticks = samplings
    .map((sampling, i) =>
      svgText(x(i), FRAME.height - FRAME.bottom + 18, `1:${sampling}`, 'class="quiet middle"'),
    )
    .join('')
  const labelAt = spread(lines.map(({ points }) => yOf(FRAME, points.at(-1)?.recall || 0)))
  const drawn = lines
    .map(({ name, points }, line) => {
      const { colour, dash } = STYLES[line % STYLES.length]!
      const shift = (line - (lines.length - 1) / 2) * 5
      const known = points.flatMap((point, i) =>
        Number.isNaN(point.recall) ? [] : [{ ...point, i }],
      )
      const path = known
        .map(
          ({ recall, i }, at) =>
            `${at === 0 ? 'M' : 'L'}${round(x(i) + shift)},${round(yOf(FRAME, recall))}`,
        )
        .join('')
      const marks = known
        .map(({ recall, interval, i }) => {
          const whisker = interval
            ? `<line x1="${round(x(i) + shift)}" x2="${round(x(i) + shift)}" y1="${round(yOf(FRAME, interval.low))}" y2="${round(yOf(FRAME, interval.high))}" stroke="var(${colour})" stroke-width="5" stroke-linecap="round" opacity="0.28"/>`
            : ''
          return `${whisker}<circle cx="${round(x(i) + shift)}" cy="${round(yOf(FRAME, recall))}" r="4.5" fill="var(${colour})"/>`
        })
        .join('')
      return `<path d="${path}" fill="none" stroke="var(${colour})" stroke-width="2.4" stroke-dasharray="${dash}"/>${marks}${svgText(FRAME.width - FRAME.right + 10, labelAt[line]! + 4, name, `style="fill:var(${colour})" font-weight="600"`)}`
    })
    .join('')
  return svg(
    FRAME,
    {
      en: 'Recall at one false endpoint per 10,000 benign, against the sampling interval',
      ja: '正規1万件あたり誤り1件での再現率（サンプリング間隔別）',
    },
    `${grid}${ticks}${axisNames(FRAME, { en: 'packet sampling', ja: 'パケットサンプリング' }, { en: 'recall', ja: '再現率' })}${drawn}`,
  )
}

/** Moves labels apart so that none covers another. */
function spread(heights: readonly number[]): number[] {
  const order = heights.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y)
  const placed: number[] = []
  let last = Number.NEGATIVE_INFINITY
  for (const { y, i } of order) {
    last = Math.max(y, last + LABEL_GAP)
    placed[i] = last
  }
  const overrun = Math.max(0, last - (FRAME.height - FRAME.bottom))
  return placed.map((y) => y - overrun)
}
