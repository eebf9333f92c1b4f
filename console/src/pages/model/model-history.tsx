import type { Model } from '../../../../src/web/schemas/model.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { useLocale } from '../../i18n/locale.tsx'

/** Every model that is kept, and who put which in charge, and why. */
export function ModelHistory({ model }: { readonly model: Model }) {
  const { t, format } = useLocale()
  const models: readonly Column<Model['models'][number]>[] = [
    {
      key: 'title',
      header: t('model.title'),
      isWrapping: true,
      cell: (row) => (
        <>
          {row.title} <code className="soft">{row.id}</code>
        </>
      ),
    },
    { key: 'role', header: t('model.role'), cell: (row) => t(`model.role.${row.role}`) },
    {
      key: 'origin',
      header: t('model.origin'),
      isLow: true,
      cell: (row) => t(`model.origin.${row.origin}`),
    },
    {
      key: 'auc',
      header: t('model.prAuc'),
      align: 'end',
      cell: (row) => format.probability(row.prAuc),
    },
    {
      key: 'added',
      header: t('model.added'),
      isLow: true,
      cell: (row) => (row.addedAt ? format.date(row.addedAt) : '–'),
    },
  ]
  const promotions: readonly Column<Model['promotions'][number]>[] = [
    { key: 'at', header: t('audit.at'), cell: (row) => format.instant(row.at) },
    { key: 'by', header: t('audit.actor'), cell: (row) => row.by },
    {
      key: 'change',
      header: t('model.change'),
      isWrapping: true,
      cell: (row) => (
        <code>
          {row.before} → {row.id}
        </code>
      ),
    },
    { key: 'reason', header: t('audit.reason'), isWrapping: true, cell: (row) => row.reason },
  ]
  return (
    <section className="case-section">
      <h2>{t('model.models')}</h2>
      <DataTable
        caption={t('model.models')}
        rows={model.models}
        rowKey={(row) => row.id}
        columns={models}
      />
      {model.promotions.length > 0 && (
        <>
          <h3 className="model-limits-title">{t('model.promotions')}</h3>
          <DataTable
            caption={t('model.promotions')}
            rows={model.promotions}
            rowKey={(row) => row.at}
            columns={promotions}
          />
        </>
      )}
    </section>
  )
}
