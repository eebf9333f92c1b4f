import { useCallback } from 'react'
import type { Activity } from '../../../src/web/schemas/detection.ts'
import { useLocale } from '../i18n/locale.tsx'
import { type Draw, PlotChart } from './plot-chart.tsx'

const HEIGHT = 190

/** To the endpoint upwards, from it downwards: a shop answers with more than it gets, a beacon rarely. */
export function SizesChart({ activity }: { readonly activity: Activity }) {
  const { t, format } = useLocale()
  const draw = useCallback<Draw>(
    (plot, width) => {
      const bins = activity.sizes.map((size) => ({
        start: size.log2Octets,
        end: size.log2Octets + 1,
        up: size.toServer,
        down: -size.fromServer,
      }))
      const first = Math.min(...bins.map((bin) => bin.start))
      const last = Math.max(...bins.map((bin) => bin.end))
      const largest = Math.max(1, ...bins.map((bin) => Math.max(bin.up, -bin.down)))
      const side = (text: string, y: number, lineAnchor: 'top' | 'bottom') =>
        plot.text([text], {
          frameAnchor: lineAnchor === 'top' ? 'top-right' : 'bottom-right',
          text: (label: string) => label,
          dy: y,
          lineAnchor,
          fill: 'var(--ink)',
        })
      return plot.plot({
        width,
        height: HEIGHT,
        marginLeft: 44,
        marginRight: 28,
        marginTop: 24,
        marginBottom: 24,
        x: { domain: [first, last], axis: null },
        y: { domain: [-largest, largest], nice: true, axis: null },
        marks: [
          plot.axisY({
            ticks: 4,
            tickSize: 0,
            label: t('picture.sizesUnit'),
            labelArrow: 'none',
            labelAnchor: 'top',
            tickFormat: (value: number) => format.compact(Math.abs(value)),
          }),
          plot.rect(bins, {
            x1: 'start',
            x2: 'end',
            y1: 0,
            y2: 'up',
            fill: 'var(--series)',
            inset: 0.5,
          }),
          plot.rect(bins, {
            x1: 'start',
            x2: 'end',
            y1: 0,
            y2: 'down',
            fill: 'var(--series-soft)',
            inset: 0.5,
          }),
          plot.ruleY([0], { stroke: 'var(--line-strong)' }),
          side(t('picture.toServer'), 4, 'top'),
          side(t('picture.fromServer'), -4, 'bottom'),
          plot.axisX({
            label: null,
            tickSize: 4,
            ticks: Math.max(2, Math.min(last - first, Math.floor(width / 72))),
            tickFormat: (power: number) =>
              Number.isInteger(power) ? format.octets(2 ** power) : '',
          }),
        ],
      })
    },
    [activity, t, format],
  )
  return <PlotChart label={t('picture.sizesCaption')} height={HEIGHT} draw={draw} />
}
