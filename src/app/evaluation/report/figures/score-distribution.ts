import type { KnownEndpoint } from '../../../../verdicts/evaluate/index.ts'
import { type Markup, round, svgText } from '../markup.ts'
import { axisNames, FRAME, svg } from './axes.ts'

const BINS = 36
const STRIP = 60

/** Where benign endpoints and controllers lie on the model's scale; heights are logarithmic. */
export function scoreFigure(
  rows: readonly KnownEndpoint[],
  scoreOf: (row: KnownEndpoint) => number,
): Markup {
  const scored = rows.filter((row) => Number.isFinite(scoreOf(row)))
  const values = scored.map(scoreOf)
  const low = values.reduce((a, b) => Math.min(a, b), 0)
  const high = values.reduce((a, b) => Math.max(a, b), 1)
  const span = high - low || 1
  const x = (score: number): number =>
    FRAME.left + ((score - low) / span) * (FRAME.width - FRAME.left - FRAME.right)
  const floor = FRAME.height - FRAME.bottom - STRIP
  const counts = new Array<number>(BINS).fill(0)
  for (const row of scored)
    if (row.truth === 0)
      counts[Math.min(BINS - 1, Math.floor(((scoreOf(row) - low) / span) * BINS))]!++
  const most = Math.log10(1 + Math.max(1, ...counts))
  const bars = counts
    .map((count, i) => {
      if (count === 0) return ''
      const height = (Math.log10(1 + count) / most) * (floor - FRAME.top)
      const from = x(low + (i * span) / BINS)
      return `<rect x="${round(from + 0.5)}" width="${round(x(low + ((i + 1) * span) / BINS) - from - 1)}" y="${round(floor - height)}" height="${round(height)}" fill="var(--benign)" rx="1.5"/>`
    })
    .join('')
  const ticks = [1, 10, 100, 1000, 10_000]
    .filter((count) => Math.log10(1 + count) <= most)
    .map((count) => {
      const y = floor - (Math.log10(1 + count) / most) * (floor - FRAME.top)
      return `<line class="axis" x1="${FRAME.left}" x2="${FRAME.width - FRAME.right}" y1="${round(y)}" y2="${round(y)}"/>${svgText(FRAME.left - 8, y + 4, count.toLocaleString('en'), 'class="quiet end"')}`
    })
    .join('')
  const controllers = scored
    .filter((row) => row.truth === 1)
    .map(
      (row, i) =>
        `<circle cx="${round(x(scoreOf(row)))}" cy="${floor + 16 + (i % 4) * 9}" r="4.6" fill="var(--warm)" fill-opacity="0.85" stroke="var(--card)"/>`,
    )
    .join('')
  const legend = `<rect x="${FRAME.width - 172}" y="8" width="11" height="11" fill="var(--benign)"/>${svgText(FRAME.width - 154, 18, { en: 'benign endpoints', ja: '正規エンドポイント' })}<circle cx="${FRAME.width - 166}" cy="31" r="5" fill="var(--warm)"/>${svgText(FRAME.width - 154, 35, { en: 'controllers', ja: 'C&Cサーバ' })}`
  const base = `<line x1="${FRAME.left}" x2="${FRAME.width - FRAME.right}" y1="${floor}" y2="${floor}" stroke="var(--quiet)"/>`
  const numbers = [0, 0.25, 0.5, 0.75, 1]
    .map((share) =>
      svgText(
        x(low + share * span),
        FRAME.height - FRAME.bottom + 18,
        (low + share * span).toFixed(1),
        'class="quiet middle"',
      ),
    )
    .join('')
  return svg(
    FRAME,
    {
      en: 'Scores of benign endpoints and of controllers',
      ja: '正規エンドポイントとC&Cサーバのスコア',
    },
    `${ticks}${bars}${base}${controllers}${numbers}${axisNames(FRAME, { en: 'score (log odds)', ja: 'スコア（対数オッズ）' }, { en: 'endpoints, log scale', ja: '件数（対数）' })}${legend}`,
  )
}
