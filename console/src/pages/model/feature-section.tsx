import type { ModelCard } from '../../../../src/web/schemas/model.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { useLocale } from '../../i18n/locale.tsx'

type Feature = ModelCard['features'][number]

/** Everything the model looks at. There is no identity among it: no address, no network, no country. */
export function FeatureSection({ features }: Pick<ModelCard, 'features'>) {
  const { t, say, format } = useLocale()
  const number = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : format.number(Number(value.toPrecision(3)))
  const columns: readonly Column<Feature>[] = [
    {
      key: 'name',
      header: t('model.feature'),
      isWrapping: true,
      cell: (row) => (
        <>
          <code translate="no">{row.name}</code>
          <br />
          <span className="soft small" lang="en">
            {row.about}
          </span>
        </>
      ),
    },
    { key: 'group', header: t('model.group'), cell: (row) => say(row.groupName) },
    { key: 'unit', header: t('model.unit'), isLow: true, cell: (row) => row.unit },
    {
      key: 'innocent',
      header: t('model.innocent'),
      isLow: true,
      align: 'end',
      cell: ({ innocent }) =>
        innocent
          ? t('model.innocentRange', {
              median: number(innocent.median),
              low: number(innocent.low),
              high: number(innocent.high),
            })
          : '–',
    },
    {
      key: 'monotone',
      header: t('model.monotone'),
      isLow: true,
      cell: (row) =>
        t(`model.monotone.${row.monotone === 1 ? 'up' : row.monotone === -1 ? 'down' : 'free'}`),
    },
  ]
  return (
    <details className="case-section">
      <summary>
        <h2 className="summary-title">{t('model.features', { count: features.length })}</h2>
      </summary>
      <DataTable
        caption={t('model.features', { count: features.length })}
        rows={features}
        rowKey={(row) => row.name}
        columns={columns}
      />
    </details>
  )
}
