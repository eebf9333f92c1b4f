import { useCallback } from 'react'
import type { Activity } from '../../../src/web/schemas/detection.ts'
import { useLocale } from '../i18n/locale.tsx'
import { type Draw, PlotChart } from './plot-chart.tsx'
import { timeTicks, timeTickText } from './time-axis.ts'

const HEIGHT = 190
const HOUR_MS = 3_600_000

export function HoursChart({ activity }: { readonly activity: Activity }) {
  const { t, format, zone } = useLocale()
  const draw = useCallback<Draw>(
    (plot, width) => {
      const from = Date.parse(activity.window.from)
      const to = Date.parse(activity.window.to)
      const hours = activity.hours.map((hour) => ({
        start: new Date(hour.at),
        end: new Date(Math.min(to, Date.parse(hour.at) + HOUR_MS)),
        contacts: hour.contacts,
      }))
      return plot.plot({
        width,
        height: HEIGHT,
        marginLeft: 44,
        marginRight: 12,
        marginTop: 24,
        marginBottom: 24,
        x: { type: 'time', domain: [new Date(from), new Date(to)], axis: null },
        y: { nice: true, zero: true, ticks: 4, axis: null },
        marks: [
          plot.axisY({
            ticks: 4,
            tickSize: 0,
            label: t('picture.hoursUnit'),
            labelArrow: 'none',
            labelAnchor: 'top',
            tickFormat: (value: number) => format.compact(value),
          }),
          plot.rectY(hours, {
            x1: 'start',
            x2: 'end',
            y: 'contacts',
            fill: 'var(--series)',
            insetLeft: 0.5,
            insetRight: 0.5,
          }),
          plot.ruleY([0], { stroke: 'var(--line-strong)' }),
          plot.axisX(timeTicks(from, to, width - 56, zone), {
            label: null,
            tickSize: 4,
            tickFormat: (at: Date) => timeTickText(at, format),
          }),
        ],
      })
    },
    [activity, t, format, zone],
  )
  return <PlotChart label={t('picture.hoursCaption')} height={HEIGHT} draw={draw} />
}
