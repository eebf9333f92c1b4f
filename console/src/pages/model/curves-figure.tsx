import { useMemo } from 'react'
import type { ModelCard } from '../../../../src/web/schemas/model.ts'
import { ShareChart } from '../../charts/share-chart.tsx'
import type { Column } from '../../design/data-table.tsx'
import { Figure } from '../../design/figure.tsx'
import { useLocale } from '../../i18n/locale.tsx'

type Row = { readonly view: string; readonly recall: number; readonly precision: number }

/** Of what it calls out, how much is right, the more it is asked to find. */
export function CurvesFigure({ curves }: Pick<ModelCard, 'curves'>) {
  const { t, format } = useLocale()
  const lines = useMemo(
    () =>
      curves.map((curve, place) => ({
        name: t('model.curveName', {
          view: viewName(curve.view, t),
          auc: format.probability(curve.prAuc),
        }),
        points: curve.points.map(({ recall, precision }) => ({ x: recall, y: precision })),
        isMain: place === 0,
      })),
    [curves, t, format],
  )
  const rows: readonly Row[] = curves.flatMap(({ view, points }) =>
    points.map((point) => ({ view: viewName(view, t), ...point })),
  )
  const columns: readonly Column<Row>[] = [
    { key: 'view', header: t('model.view'), cell: (row) => row.view },
    {
      key: 'recall',
      header: t('model.recall'),
      align: 'end',
      cell: (row) => format.percent(row.recall),
    },
    {
      key: 'precision',
      header: t('model.precision'),
      align: 'end',
      cell: (row) => format.percent(row.precision),
    },
  ]
  const counts = curves
    .map(({ view, planted, endpoints }) =>
      t('model.curveCounts', {
        view: viewName(view, t),
        planted: format.number(planted),
        endpoints: format.number(endpoints),
      }),
    )
    .join(' ')
  return (
    <Figure
      title={t('model.curves')}
      caption={`${t('model.curvesCaption')} ${counts}`}
      table={{ rows, rowKey: (row) => `${row.view} ${row.recall} ${row.precision}`, columns }}
    >
      {curves.length === 0 ? (
        <p className="soft">{t('model.notMeasured')}</p>
      ) : (
        <ShareChart
          label={t('model.curvesCaption')}
          x={t('model.recall')}
          y={t('model.precision')}
          lines={lines}
        />
      )}
    </Figure>
  )
}

const VIEWS = { site: 'model.view.site', provider: 'model.view.provider' } as const

function viewName(view: string, t: ReturnType<typeof useLocale>['t']): string {
  return view in VIEWS ? t(VIEWS[view as keyof typeof VIEWS]) : view
}
