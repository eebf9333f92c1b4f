import { useCallback } from 'react'
import { useLocale } from '../i18n/locale.tsx'
import { type Draw, PlotChart } from './plot-chart.tsx'
import { timeTicks, timeTickText } from './time-axis.ts'
import type { Traffic } from './traffic-rows.ts'

/** Few exporters share the height that many would need, within what is still readable. */
const rowHeight = (count: number): number => Math.min(84, Math.max(50, 340 / count))
const GAP_TEXT_WIDTH = 60
const NARROW_WIDTH = 480

/** One row per exporter, each of its own height, so that a small one's silence shows as well. */
export function TrafficChart(props: {
  readonly traffic: Traffic
  readonly valueText: (rate: number) => string
}) {
  const { t, format, zone } = useLocale()
  const { traffic, valueText } = props
  const height = Math.round(traffic.rows.length * rowHeight(traffic.rows.length)) + 24

  const draw = useCallback<Draw>(
    (plot, width) => {
      const isNarrow = width < NARROW_WIDTH
      const marginLeft = 2
      const marginRight = isNarrow ? 2 : 104
      const points = traffic.rows.flatMap((row) =>
        row.points.map(({ at, rate }) => ({
          exporter: row.exporter,
          at: new Date(at),
          share: rate === null ? Number.NaN : rate / (row.peak || 1),
        })),
      )
      const gaps = traffic.rows.flatMap((row) =>
        row.gaps.map((gap) => ({
          exporter: row.exporter,
          from: new Date(gap.from),
          to: new Date(gap.to),
          middle: new Date((gap.from + gap.to) / 2),
          share: (gap.to - gap.from) / (traffic.toMs - traffic.fromMs),
        })),
      )
      const names = traffic.rows.map((row) => ({
        exporter: row.exporter,
        at: new Date(traffic.fromMs),
        end: new Date(traffic.toMs),
        peak: t('traffic.peak', { value: valueText(row.peak) }),
      }))
      const strip = { fy: 'exporter' }
      return plot.plot({
        width,
        height,
        marginLeft,
        marginRight,
        marginTop: 0,
        marginBottom: 24,
        x: {
          type: 'time',
          domain: [new Date(traffic.fromMs), new Date(traffic.toMs)],
          axis: null,
        },
        y: { domain: [0, 1 / (1 - 20 / rowHeight(traffic.rows.length))], axis: null },
        fy: { domain: names.map((row) => row.exporter), axis: null, padding: 0.08 },
        marks: [
          plot.rect(gaps, {
            ...strip,
            x1: 'from',
            x2: 'to',
            y1: 0,
            y2: 1,
            fill: 'var(--fire-surface)',
            stroke: 'var(--fire-line)',
            strokeDasharray: '2 3',
          }),
          plot.text(
            gaps.filter((gap) => gap.share * (width - marginRight) > GAP_TEXT_WIDTH),
            {
              ...strip,
              x: 'middle',
              y: 0.5,
              text: () => t('traffic.gap'),
              fill: 'var(--fire)',
            },
          ),
          plot.areaY(points, {
            ...strip,
            x: 'at',
            y: 'share',
            fill: 'var(--series-faint)',
            curve: 'step-after',
          }),
          plot.lineY(points, {
            ...strip,
            x: 'at',
            y: 'share',
            stroke: 'var(--series)',
            strokeWidth: 1.2,
            curve: 'step-after',
          }),
          plot.ruleY([0], { stroke: 'var(--line)' }),
          plot.text(names, {
            ...strip,
            x: 'at',
            frameAnchor: 'top',
            dx: 2,
            text: 'exporter',
            textAnchor: 'start',
            lineAnchor: 'top',
            fill: 'var(--ink)',
            fontWeight: 600,
          }),
          plot.text(names, {
            ...strip,
            x: 'end',
            ...(isNarrow ? { frameAnchor: 'top' as const } : { y: 1 }),
            dx: isNarrow ? 0 : 8,
            text: 'peak',
            textAnchor: isNarrow ? 'end' : 'start',
            lineAnchor: 'top',
            fill: 'var(--ink-soft)',
          }),
          plot.axisX(timeTicks(traffic.fromMs, traffic.toMs, width - marginRight, zone), {
            anchor: 'bottom',
            label: null,
            tickFormat: (at: Date) => timeTickText(at, format),
            color: 'var(--ink-soft)',
            tickSize: 4,
          }),
        ],
      })
    },
    [traffic, valueText, height, t, format, zone],
  )

  return (
    <PlotChart
      label={t('traffic.label', { count: format.number(traffic.rows.length) })}
      height={height}
      draw={draw}
    />
  )
}
