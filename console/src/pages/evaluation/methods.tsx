import { useMemo } from 'react'
import type { Evaluation } from '../../../../src/web/schemas/evaluations.ts'
import { ShareChart } from '../../charts/share-chart.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { Figure } from '../../design/figure.tsx'
import { useLocale } from '../../i18n/locale.tsx'

type Method = Evaluation['methods'][number]
type Point = { readonly method: string; readonly recall: number; readonly precision: number }
/** More lines than these cannot be told apart; the others stand in the table. */
const LINES_MAX = 6

/** The detector and what it is compared with, on the same rows in the same run. */
export function MethodsFigure({ methods }: Pick<Evaluation, 'methods'>) {
  const { t, say, format } = useLocale()
  const drawn = useMemo(
    () =>
      methods
        .filter(({ curve }) => curve.length > 0)
        .slice(0, LINES_MAX)
        .map((method, place) => ({
          name:
            method.prAuc === null
              ? say(method.title)
              : t('model.curveName', {
                  view: say(method.title),
                  auc: format.probability(method.prAuc),
                }),
          points: method.curve.map(({ recall, precision }) => ({ x: recall, y: precision })),
          isMain: place === 0,
        })),
    [methods, say, t, format],
  )
  const rows: readonly Point[] = methods.flatMap((method) =>
    method.curve.map((point) => ({ method: say(method.title), ...point })),
  )
  const columns: readonly Column<Point>[] = [
    { key: 'method', header: t('evaluation.method'), cell: (row) => row.method },
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
  return (
    <Figure
      title={t('model.curves')}
      caption={t('evaluation.curvesCaption')}
      table={{ rows, rowKey: (row) => `${row.method} ${row.recall} ${row.precision}`, columns }}
    >
      {drawn.length === 0 ? (
        <p className="soft">{t('model.notMeasured')}</p>
      ) : (
        <ShareChart
          label={t('evaluation.curvesCaption')}
          x={t('model.recall')}
          y={t('model.precision')}
          lines={drawn}
        />
      )}
    </Figure>
  )
}

export function MethodsTable({ methods }: Pick<Evaluation, 'methods'>) {
  const { t, say, format } = useLocale()
  const budgets = [
    ...new Set(methods.flatMap(({ recallAtFalse }) => Object.keys(recallAtFalse))),
  ].toSorted((a, b) => Number(a) - Number(b))
  const columns: readonly Column<Method>[] = [
    {
      key: 'title',
      header: t('evaluation.method'),
      isWrapping: true,
      cell: (row) => (row === methods[0] ? <strong>{say(row.title)}</strong> : say(row.title)),
    },
    {
      key: 'auc',
      header: t('model.prAuc'),
      align: 'end',
      sortValue: (row) => row.prAuc ?? -1,
      cell: (row) =>
        row.prAuc === null
          ? '–'
          : row.interval
            ? t('evaluation.interval', {
                value: format.probability(row.prAuc),
                low: format.probability(row.interval.low),
                high: format.probability(row.interval.high),
              })
            : format.probability(row.prAuc),
    },
    ...budgets.map<Column<Method>>((budget) => ({
      key: budget,
      header: t('evaluation.foundAt', { budget: format.number(Number(budget)) }),
      align: 'end',
      isLow: true,
      cell: (row) => {
        const at = row.recallAtFalse[budget]
        return at ? t('model.share', { count: at.found, of: at.positives }) : '–'
      },
    })),
  ]
  return (
    <section className="case-section">
      <h2>{t('evaluation.methods')}</h2>
      <DataTable
        caption={t('evaluation.methods')}
        rows={methods}
        rowKey={(row) => row.name}
        columns={columns}
      />
      <p className="soft small">{t('evaluation.foundCaption')}</p>
    </section>
  )
}
