import type { Evaluation } from '../../../../src/web/schemas/evaluations.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { ShareMark } from '../../design/share-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'

type Line = Evaluation['samplingLines'][number]

/** Recall as less is seen: each cell a bar and its counts, so that the picture is its own table. */
export function SamplingTable({ lines }: { readonly lines: readonly Line[] }) {
  const { t, say, format } = useLocale()
  if (lines.length === 0) return null
  const samplings = [
    ...new Set(lines.flatMap(({ points }) => points.map((one) => one.sampling))),
  ].toSorted((a, b) => a - b)
  const columns: readonly Column<Line>[] = [
    { key: 'name', header: t('evaluation.bots'), cell: (row) => say(row.name) },
    ...samplings.map<Column<Line>>((sampling) => ({
      key: String(sampling),
      header: `1:${format.number(sampling)}`,
      cell: (row) => {
        const point = row.points.find((one) => one.sampling === sampling)
        if (!point || point.recall === null) return <span className="soft">–</span>
        const { interval } = point
        return (
          <ShareMark
            share={point.recall}
            bounds={interval && { lower: interval.low, upper: interval.high }}
            counts={t('model.share', { count: point.found, of: point.of })}
          />
        )
      },
    })),
  ]
  return (
    <section className="case-section">
      <h2>{t('evaluation.sampling')}</h2>
      <DataTable
        caption={t('evaluation.sampling')}
        rows={lines}
        rowKey={(row) => row.name.en}
        columns={columns}
      />
      <p className="soft small">{t('evaluation.samplingCaption')}</p>
    </section>
  )
}
