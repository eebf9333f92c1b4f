import { useMemo } from 'react'
import type { FlowSummary } from '../../../../src/web/schemas/operation.ts'
import { usePolled } from '../../api/use-polled.ts'
import { TrafficChart } from '../../charts/traffic-chart.tsx'
import { type Measure, trafficRows } from '../../charts/traffic-rows.ts'
import { Choice } from '../../design/choice.tsx'
import type { Column } from '../../design/data-table.tsx'
import { Figure } from '../../design/figure.tsx'
import { ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { setQuery, useLocation } from '../../router/location.ts'

const INTERVAL_MS = 15_000
/** More rows than this cannot be taken in; the quieter ones stay in the table. */
const ROW_COUNT_MAX = 8
const MEASURES: readonly Measure[] = ['bits', 'packets', 'flows']

type TableRow = { readonly at: number; readonly rates: ReadonlyMap<string, number | null> }

export function TrafficFigure() {
  const { t, tCount, format } = useLocale()
  const { query } = useLocation()
  const measure = MEASURES.find((one) => one === query.get('measure')) ?? 'bits'
  const summary = usePolled<FlowSummary>('/flows/summary', INTERVAL_MS)
  const traffic = useMemo(
    () => (summary.value ? trafficRows(summary.value, measure) : null),
    [summary.value, measure],
  )
  const drawn = useMemo(
    () => traffic && { ...traffic, rows: traffic.rows.slice(0, ROW_COUNT_MAX) },
    [traffic],
  )
  const valueText = measure === 'bits' ? format.bitRate : format.compact

  const tableRows = useMemo<readonly TableRow[]>(() => {
    const byTime = new Map<number, Map<string, number | null>>()
    for (const row of traffic?.rows ?? [])
      for (const point of row.points) {
        const rates = byTime.get(point.at) ?? new Map<string, number | null>()
        byTime.set(point.at, rates.set(row.exporter, point.rate))
      }
    return [...byTime].toSorted(([a], [b]) => b - a).map(([at, rates]) => ({ at, rates }))
  }, [traffic])
  const columns: readonly Column<TableRow>[] = [
    { key: 'at', header: t('traffic.time'), cell: (row) => format.instant(row.at) },
    ...(traffic?.rows ?? []).map<Column<TableRow>>(({ exporter }) => ({
      key: exporter,
      header: exporter,
      align: 'end',
      cell: (row) => {
        const rate = row.rates.get(exporter) ?? null
        return rate === null ? <span className="soft">–</span> : valueText(rate)
      },
    })),
  ]

  const isLateStart =
    traffic && summary.value && traffic.fromMs > Date.parse(summary.value.window.from)
  const restCount = (traffic?.rows.length ?? 0) - (drawn?.rows.length ?? 0)
  const caption = [
    isLateStart
      ? t('traffic.captionSince', { time: format.instant(traffic.fromMs) })
      : t('traffic.caption'),
    drawn?.rows.some((row) => row.gaps.length > 0) ? t('traffic.gapNote') : '',
    restCount > 0 ? tCount('traffic.rest', restCount) : '',
  ]
  const choice = (
    <Choice
      legend={t('traffic.measure')}
      value={measure}
      options={MEASURES.map((value) => ({ value, label: t(`traffic.${value}`) }))}
      onChoose={(value) => setQuery({ measure: value === 'bits' ? null : value })}
    />
  )
  return (
    <Figure
      title={t('overview.trafficTitle')}
      caption={caption.filter(Boolean).join(' ')}
      tools={choice}
      table={{ rows: tableRows, rowKey: (row) => String(row.at), columns }}
    >
      {drawn && drawn.rows.length > 0 ? (
        <TrafficChart traffic={drawn} valueText={valueText} />
      ) : summary.value ? (
        <p className="soft">{t('traffic.empty')}</p>
      ) : summary.error ? (
        <ErrorState error={summary.error} onRetry={summary.reload} />
      ) : (
        <LoadingState lines={5} />
      )}
    </Figure>
  )
}
