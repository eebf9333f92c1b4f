import type { Settings } from '../../../../src/web/schemas/operation.ts'
import { DataTable } from '../../design/data-table.tsx'
import { useLocale } from '../../i18n/locale.tsx'

export type Collector = Settings['collectors'][number]

export function CollectorTable({ collectors }: { readonly collectors: readonly Collector[] }) {
  const { t } = useLocale()
  if (collectors.length === 0) return <p className="soft">{t('settings.collectorsEmpty')}</p>
  return (
    <DataTable
      caption={t('settings.collectors')}
      rows={collectors}
      rowKey={(row) => `${row.address} ${row.port}`}
      columns={[
        {
          key: 'address',
          header: t('settings.collectorAddress'),
          cell: (row) => <span className="code">{row.address}</span>,
        },
        {
          key: 'port',
          header: t('settings.collectorPort'),
          align: 'end',
          cell: (row) => <span className="code">{row.port}</span>,
        },
        {
          key: 'accepts',
          header: t('settings.collectorAccepts'),
          isWrapping: true,
          cell: (row) => row.accepts,
        },
      ]}
    />
  )
}
