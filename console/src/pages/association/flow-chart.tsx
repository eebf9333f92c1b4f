import { useCallback } from 'react'
import type { FlowHour } from '../../../../src/web/schemas/association/warnings.ts'
import { type Draw, PlotChart } from '../../charts/plot-chart.tsx'
import { timeTicks, timeTickText } from '../../charts/time-axis.ts'
import { type TextKey, useTexts } from './texts/use-texts.ts'

const HOUR_MS = 3_600_000
const ROW_HEIGHT = 64
const TOP = 8
const SERIES = [
  { key: 'taken', text: 'flow.taken' },
  { key: 'stated', text: 'flow.stated' },
  { key: 'withdrawn', text: 'flow.withdrawn' },
] as const satisfies readonly { key: keyof FlowHour; text: TextKey }[]

/** Three rows of the same hours, each of its own height: a withdrawal is rare and has to be seen all the same. */
export function FlowChart({ hours }: { readonly hours: readonly FlowHour[] }) {
  const { t, format, zone } = useTexts()
  const height = SERIES.length * ROW_HEIGHT + TOP + 24
  const draw = useCallback<Draw>(
    (plot, width) => {
      const fromMs = Date.parse(hours[0]!.at)
      const toMs = Date.parse(hours.at(-1)!.at) + HOUR_MS
      const rows = SERIES.map(({ key, text }) => {
        const peak = Math.max(0, ...hours.map((hour) => hour[key]))
        const total = hours.reduce((sum, hour) => sum + hour[key], 0)
        return { key, peak, name: t(text), total: t('flow.total', { count: format.number(total) }) }
      })
      const bars = rows.flatMap(({ key, peak }) =>
        hours.map((hour) => ({
          row: key,
          from: new Date(hour.at),
          to: new Date(Date.parse(hour.at) + HOUR_MS),
          share: hour[key] / (peak || 1),
        })),
      )
      const marks = rows.map(({ key, name, total }) => ({
        row: key,
        name,
        total,
        at: new Date(fromMs),
        end: new Date(toMs),
      }))
      const strip = { fy: 'row' }
      return plot.plot({
        width,
        height,
        marginLeft: 2,
        marginRight: 2,
        // Japanese letters rise above the line that Latin ones keep to.
        marginTop: TOP,
        marginBottom: 24,
        x: { type: 'time', domain: [new Date(fromMs), new Date(toMs)], axis: null },
        y: { domain: [0, 1 / (1 - 22 / ROW_HEIGHT)], axis: null },
        fy: { domain: rows.map(({ key }) => key), axis: null, padding: 0.1 },
        marks: [
          plot.rectY(bars, {
            ...strip,
            x1: 'from',
            x2: 'to',
            y: 'share',
            fill: 'var(--series)',
            insetLeft: 0.5,
            insetRight: 0.5,
          }),
          plot.ruleY([0], { stroke: 'var(--line)' }),
          plot.text(marks, {
            ...strip,
            x: 'at',
            frameAnchor: 'top',
            text: 'name',
            dx: 2,
            textAnchor: 'start',
            lineAnchor: 'top',
            fill: 'var(--ink)',
            fontWeight: 600,
          }),
          plot.text(marks, {
            ...strip,
            x: 'end',
            frameAnchor: 'top',
            text: 'total',
            textAnchor: 'end',
            lineAnchor: 'top',
            fill: 'var(--ink-soft)',
          }),
          plot.axisX(timeTicks(fromMs, toMs, width, zone), {
            anchor: 'bottom',
            label: null,
            tickFormat: (at: Date) => timeTickText(at, format),
            color: 'var(--ink-soft)',
            tickSize: 4,
          }),
        ],
      })
    },
    [hours, height, t, format, zone],
  )
  return <PlotChart label={t('flow.label')} height={height} draw={draw} />
}
