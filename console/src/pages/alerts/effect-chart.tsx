import { useCallback } from 'react'
import type { AlertEffect } from '../../../../src/web/schemas/alerts.ts'
import { type Draw, PlotChart } from '../../charts/plot-chart.tsx'
import { useTexts } from '../measures/texts/use-texts.ts'

const HEIGHT = 320

/** Clean shares of the told and of those who waited by day, each with its interval; what others found as marks. */
export function EffectChart({ effect }: { readonly effect: AlertEffect }) {
  const { t, format } = useTexts()
  const draw = useCallback<Draw>(
    (plot, width) => {
      const { curve, mainHorizonDays, published } = effect
      const first = curve[0]!.day
      const last = Math.max(curve.at(-1)!.day, mainHorizonDays + 1)
      const told = curve
        .filter(({ alerted }) => alerted.of > 0)
        .map(({ day, alerted }) => ({ day, ...alerted }))
      const waited = curve
        .filter(({ heldOut }) => heldOut.of > 0)
        .map(({ day, heldOut }) => ({ day, ...heldOut }))
      const [low = 0, high = 0] = published.naturalRemediation
      const names = [
        { name: t('effect.told'), at: told.at(-1), dy: -10 },
        { name: t('effect.waited'), at: waited.at(-1), dy: 14 },
      ].flatMap(({ name, at, dy }) => (at ? [{ name, day: at.day, share: at.share, dy }] : []))
      return plot.plot({
        width,
        height: HEIGHT,
        marginLeft: 48,
        marginRight: 16,
        marginTop: 28,
        marginBottom: 40,
        x: { domain: [first - 0.5, last + 0.5], axis: null },
        y: { domain: [0, 1], axis: null },
        marks: [
          plot.gridY([0, 0.25, 0.5, 0.75, 1], { stroke: 'var(--line)' }),
          plot.axisY([0, 0.25, 0.5, 0.75, 1], {
            label: t('effect.axisClean'),
            labelArrow: 'none',
            labelAnchor: 'top',
            tickSize: 0,
            tickFormat: (share: number) => format.percent(share),
          }),
          plot.axisX({
            label: t('effect.axisDays'),
            labelArrow: 'none',
            labelAnchor: 'right',
            tickSize: 4,
            ticks: Math.min(10, Math.floor(width / 60)),
            tickFormat: (day: number) => format.number(day),
          }),
          plot.areaY(waited, { x: 'day', y1: 'low', y2: 'high', fill: 'var(--series-faint)' }),
          plot.areaY(told, {
            x: 'day',
            y1: 'low',
            y2: 'high',
            fill: 'var(--series-soft)',
            fillOpacity: 0.45,
          }),
          plot.ruleX([mainHorizonDays], { stroke: 'var(--line-strong)', strokeDasharray: '2 3' }),
          plot.lineY(waited, {
            x: 'day',
            y: 'share',
            stroke: 'var(--ink-soft)',
            strokeWidth: 1.75,
            strokeDasharray: '6 3',
          }),
          plot.lineY(told, { x: 'day', y: 'share', stroke: 'var(--series)', strokeWidth: 2.5 }),
          // What others found, at the day on which they looked.
          plot.rect([{ x1: mainHorizonDays - 0.3, x2: mainHorizonDays + 0.3, y1: low, y2: high }], {
            x1: 'x1',
            x2: 'x2',
            y1: 'y1',
            y2: 'y2',
            fill: 'none',
            stroke: 'var(--ink)',
          }),
          plot.dot([{ day: mainHorizonDays, share: published.walledGardenCleanedIn14Days }], {
            x: 'day',
            y: 'share',
            r: 4,
            fill: 'none',
            stroke: 'var(--ink)',
          }),
          plot.text(
            [
              {
                day: mainHorizonDays + 0.5,
                share: published.walledGardenCleanedIn14Days,
                name: t('effect.markWalled'),
              },
              { day: mainHorizonDays + 0.5, share: low - 0.04, name: t('effect.markNatural') },
            ],
            {
              x: 'day',
              y: 'share',
              text: 'name',
              textAnchor: 'start',
              fill: 'var(--ink)',
              stroke: 'var(--page)',
              strokeWidth: 4,
            },
          ),
          ...names.map(({ dy, ...one }) =>
            plot.text([one], {
              x: 'day',
              y: 'share',
              dy,
              text: 'name',
              textAnchor: 'end',
              fill: 'var(--ink)',
              stroke: 'var(--page)',
              strokeWidth: 4,
              fontWeight: 600,
            }),
          ),
        ],
      })
    },
    [effect, t, format],
  )
  return <PlotChart label={t('effect.chart')} height={HEIGHT} draw={draw} />
}
