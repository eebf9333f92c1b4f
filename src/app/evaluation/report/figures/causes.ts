import { CAUSES, type Cause, type ErrorWithCause } from '../../../../verdicts/evaluate/index.ts'
import { type Markup, round, svgText } from '../markup.ts'
import { svg } from './axes.ts'

const ROW = 28
/** The longest cause is forty-six letters. */
const LEFT = 330
const WIDTH = 760

/** Why each wrong answer was wrong, counted. */
export function causeFigure(errors: readonly ErrorWithCause[]): Markup {
  const counts = countCauses(errors)
  const most = Math.max(1, ...counts.map(({ count }) => count))
  const height = ROW * counts.length + 36
  const rows = counts
    .map(({ cause, side, count }, i) => {
      const y = 30 + ROW * i
      const width = Math.max(3, (count / most) * (WIDTH - LEFT - 60))
      return `${svgText(LEFT - 12, y + 13, CAUSES[cause], 'class="end"')}<rect x="${LEFT}" y="${y}" width="${round(width)}" height="18" rx="4" fill="var(${side === 'missed' ? '--warm' : '--benign'})"/>${svgText(LEFT + width + 8, y + 13, String(count))}`
    })
    .join('')
  const legend = `<rect x="${LEFT}" y="4" width="11" height="11" fill="var(--benign)"/>${svgText(LEFT + 17, 14, { en: 'benign, above a controller', ja: 'C&Cサーバより上位の正規' })}<rect x="${LEFT + 220}" y="4" width="11" height="11" fill="var(--warm)"/>${svgText(LEFT + 237, 14, { en: 'controller, missed', ja: '見逃したC&Cサーバ' })}`
  return svg(
    { width: WIDTH, height, left: 0, right: 0, top: 0, bottom: 0 },
    { en: 'Causes of errors', ja: '誤りの原因' },
    legend + rows,
  )
}

export function countCauses(errors: readonly ErrorWithCause[]): readonly {
  readonly cause: Cause
  readonly side: ErrorWithCause['side']
  readonly count: number
}[] {
  return [...Map.groupBy(errors, ({ cause, side }) => `${side} ${cause}`).values()]
    .map((all) => ({ cause: all[0]!.cause, side: all[0]!.side, count: all.length }))
    .sort((a, b) => a.side.localeCompare(b.side) || b.count - a.count)
}
