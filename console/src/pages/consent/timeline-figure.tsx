import { useCallback, useMemo } from 'react'
import type { ConsentTimeline } from '../../../../src/web/schemas/consent-desk.ts'
import { usePolled } from '../../api/use-polled.ts'
import { type Draw, PlotChart } from '../../charts/plot-chart.tsx'
import { timeTicks, timeTickText } from '../../charts/time-axis.ts'
import { Figure } from '../../design/figure.tsx'
import { useTexts } from '../measures/texts/use-texts.ts'
import { SCOPES } from './terms-fields.ts'

const INTERVAL_MS = 300_000
const HEIGHT = 260
const DAY_MS = 86_400_000
/** Told apart by dashes and by their names at the end, and not by colour. */
const DASHES = ['', '6 3', '2 3', '8 3 2 3'] as const

/** How many agreed at the end of each day, one line for each scope. */
export function TimelineFigure() {
  const { t, format, zone } = useTexts()
  const { value } = usePolled<ConsentTimeline>('/consent/timeline', INTERVAL_MS)
  const days = useMemo(() => value?.days ?? [], [value])
  const draw = useCallback<Draw>(
    (plot, width) => {
      const fromMs = Date.parse(days[0]!.day)
      const toMs = Date.parse(days.at(-1)!.day) + DAY_MS
      const lines = SCOPES.flatMap((scope, place) => {
        const own = days.filter((one) => one.scope === scope)
        const last = own.at(-1)
        if (!last) return []
        const points = own.map(({ day, agreed }) => ({ at: new Date(day), agreed }))
        points.push({ at: new Date(toMs), agreed: last.agreed })
        return [{ points, name: t(`scope.${scope}`), dash: DASHES[place]!, end: last.agreed }]
      })
      const top = Math.max(1, ...days.map(({ agreed }) => agreed))
      return plot.plot({
        width,
        height: HEIGHT,
        marginLeft: 40,
        marginRight: 8,
        marginTop: 24,
        marginBottom: 28,
        x: { type: 'time', domain: [new Date(fromMs), new Date(toMs)], axis: null },
        y: { domain: [0, top * 1.1], axis: null },
        marks: [
          plot.gridY({ stroke: 'var(--line)' }),
          plot.axisY({
            label: t('consent.agreed'),
            labelArrow: 'none',
            labelAnchor: 'top',
            tickSize: 0,
            ticks: 5,
            tickFormat: (count: number) => format.number(count),
          }),
          plot.axisX(timeTicks(fromMs, toMs, width, zone), {
            label: null,
            tickSize: 4,
            tickFormat: (at: Date) => timeTickText(at, format),
          }),
          ...lines.map(({ points, dash }) =>
            plot.lineY(points, {
              x: 'at',
              y: 'agreed',
              stroke: 'var(--series)',
              strokeWidth: 2,
              strokeDasharray: dash,
              curve: 'step-after',
            }),
          ),
          plot.text(
            lines.map(({ name, end }) => ({ at: new Date(toMs), agreed: end, name })),
            {
              x: 'at',
              y: 'agreed',
              text: 'name',
              textAnchor: 'end',
              lineAnchor: 'bottom',
              dy: -6,
              fill: 'var(--ink)',
              stroke: 'var(--page)',
              strokeWidth: 4,
              fontWeight: 600,
            },
          ),
        ],
      })
    },
    [days, t, format, zone],
  )
  if (days.length === 0) return null
  return (
    <section className="case-section">
      <Figure
        title={t('timeline.title')}
        caption={t('timeline.caption')}
        table={{
          rows: days.toReversed(),
          rowKey: (row) => `${row.day} ${row.scope}`,
          columns: [
            { key: 'day', header: t('timeline.day'), cell: (row) => format.date(row.day) },
            { key: 'scope', header: t('consent.scope'), cell: (row) => t(`scope.${row.scope}`) },
            {
              key: 'begun',
              header: t('timeline.begun'),
              align: 'end',
              cell: (row) => format.number(row.begun),
            },
            {
              key: 'ended',
              header: t('timeline.ended'),
              align: 'end',
              cell: (row) => format.number(row.ended),
            },
            {
              key: 'agreed',
              header: t('consent.agreed'),
              align: 'end',
              cell: (row) => format.number(row.agreed),
            },
          ],
        }}
      >
        <PlotChart label={t('timeline.title')} height={HEIGHT} draw={draw} />
      </Figure>
    </section>
  )
}
