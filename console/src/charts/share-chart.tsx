import { useCallback } from 'react'
import { useLocale } from '../i18n/locale.tsx'
import { type Draw, PlotChart } from './plot-chart.tsx'

const HEIGHT = 280
/** Lines are told apart by their dashes and by a word at their end, and not by colour. */
const DASHES = ['', '6 3', '2 3', '8 3 2 3', '1 3', '10 4', '4 2 1 2 1 2'] as const

export type ShareLine = {
  readonly name: string
  readonly points: readonly { readonly x: number; readonly y: number; readonly size?: number }[]
  /** The one that the reader came for. */
  readonly isMain?: boolean
}

/** Shares against shares, 0 to 1 on both sides: precision against recall, observed against said. */
export function ShareChart(props: {
  readonly label: string
  readonly x: string
  readonly y: string
  readonly lines: readonly ShareLine[]
  /** Marks points, and draws the line on which both sides are equal. */
  readonly isCalibration?: boolean
}) {
  const { format } = useLocale()
  const { lines, x, y, isCalibration } = props
  const draw = useCallback<Draw>(
    (plot, width) => {
      const percent = (value: number) => format.percent(value)
      const colour = (line: ShareLine) => (line.isMain ? 'var(--series)' : 'var(--ink-soft)')
      return plot.plot({
        width,
        height: HEIGHT,
        marginLeft: 48,
        marginRight: 16,
        marginTop: 24,
        marginBottom: 40,
        x: { domain: [0, 1], axis: null },
        y: { domain: [0, 1], axis: null },
        marks: [
          plot.gridY([0, 0.25, 0.5, 0.75, 1], { stroke: 'var(--line)' }),
          plot.axisY([0, 0.25, 0.5, 0.75, 1], {
            label: y,
            labelArrow: 'none',
            labelAnchor: 'top',
            tickSize: 0,
            tickFormat: percent,
          }),
          plot.axisX([0, 0.25, 0.5, 0.75, 1], {
            label: x,
            labelArrow: 'none',
            labelAnchor: 'right',
            tickSize: 4,
            tickFormat: percent,
          }),
          ...(isCalibration
            ? [
                plot.lineY(
                  [
                    { x: 0, y: 0 },
                    { x: 1, y: 1 },
                  ],
                  { x: 'x', y: 'y', stroke: 'var(--line-strong)', strokeDasharray: '3 3' },
                ),
              ]
            : []),
          ...lines.toReversed().map((line) =>
            plot.lineY(line.points, {
              x: 'x',
              y: 'y',
              stroke: colour(line),
              strokeWidth: line.isMain ? 2.5 : 1.25,
              strokeDasharray: DASHES[lines.indexOf(line) % DASHES.length]!,
              ...(isCalibration ? {} : { curve: 'step-before' as const }),
            }),
          ),
          ...(isCalibration
            ? lines.map((line) =>
                plot.dot(line.points, { x: 'x', y: 'y', r: 4, fill: colour(line) }),
              )
            : []),
        ],
      })
    },
    [lines, x, y, isCalibration, format],
  )
  return (
    <>
      <PlotChart label={props.label} height={HEIGHT} draw={draw} />
      {lines.length > 1 && (
        <ul className="chart-key">
          {lines.map((line, place) => (
            <li key={line.name}>
              <svg viewBox="0 0 28 8" aria-hidden="true">
                <line
                  className={line.isMain ? 'is-main' : undefined}
                  x1="0"
                  x2="28"
                  y1="4"
                  y2="4"
                  strokeDasharray={DASHES[place % DASHES.length]}
                />
              </svg>
              {line.name}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
