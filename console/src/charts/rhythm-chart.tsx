import { useCallback } from 'react'
import type { Activity } from '../../../src/web/schemas/detection.ts'
import { useLocale } from '../i18n/locale.tsx'
import { type Draw, PlotChart } from './plot-chart.tsx'
import { timeTicks, timeTickText } from './time-axis.ts'

const ROW_HEIGHT = 18

/** One row per client, unnamed: the number is a place in the picture and nothing else. */
export function RhythmChart({ activity }: { readonly activity: Activity }) {
  const { t, format, zone } = useLocale()
  const height = activity.rhythm.length * ROW_HEIGHT + 32
  const draw = useCallback<Draw>(
    (plot, width) => {
      const from = Date.parse(activity.window.from)
      const to = Date.parse(activity.window.to)
      const contacts = activity.rhythm.flatMap((client, index) =>
        client.contactsAt.map((at) => ({ row: index + 1, at: new Date(at) })),
      )
      return plot.plot({
        width,
        height,
        marginLeft: 28,
        marginRight: 12,
        marginTop: 4,
        marginBottom: 24,
        x: { type: 'time', domain: [new Date(from), new Date(to)], axis: null },
        y: { type: 'band', padding: 0.3, axis: null },
        marks: [
          plot.gridX(timeTicks(from, to, width - 40, zone), {
            stroke: 'var(--line)',
            strokeOpacity: 1,
          }),
          plot.axisY({ tickSize: 0, label: null }),
          plot.tickX(contacts, { x: 'at', y: 'row', stroke: 'var(--series)', strokeWidth: 1.4 }),
          plot.axisX(timeTicks(from, to, width - 40, zone), {
            label: null,
            tickSize: 4,
            tickFormat: (at: Date) => timeTickText(at, format),
          }),
        ],
      })
    },
    [activity, height, format, zone],
  )
  return <PlotChart label={t('picture.rhythmCaption')} height={height} draw={draw} />
}
