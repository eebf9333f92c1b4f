import type { Exporters } from '../../../../src/web/schemas/operation.ts'
import { useNow } from '../../api/use-now.ts'
import { DataTable } from '../../design/data-table.tsx'
import { useLocale } from '../../i18n/locale.tsx'

/** Most often a router whose address was forgotten on the list, so it is told where one looks for it. */
export function StrangersSection({ strangers }: { readonly strangers: Exporters['strangers'] }) {
  const { t, format } = useLocale()
  const now = useNow()
  return (
    <section>
      <h2>{t('settings.strangers')}</h2>
      <p className="soft">
        {t(strangers.length > 0 ? 'settings.strangersText' : 'settings.strangersEmpty')}
      </p>
      {strangers.length > 0 && (
        <DataTable
          caption={t('settings.strangers')}
          rows={strangers}
          rowKey={(row) => row.address}
          columns={[
            {
              key: 'address',
              header: t('settings.strangerAddress'),
              cell: (row) => <span className="code">{row.address}</span>,
            },
            {
              key: 'datagrams',
              header: t('settings.strangerDatagrams'),
              align: 'end',
              sortValue: (row) => row.datagrams,
              cell: (row) => format.number(row.datagrams),
            },
            {
              key: 'lastSeen',
              header: t('exporter.lastSeen'),
              sortValue: (row) => row.lastSeenAt,
              cell: (row) => <span className="soft">{format.ago(row.lastSeenAt, now)}</span>,
            },
          ]}
        />
      )}
    </section>
  )
}
