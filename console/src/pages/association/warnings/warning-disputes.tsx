import type { DisputeRow } from '../../../../../src/web/schemas/association/disputes.ts'
import { DataTable } from '../../../design/data-table.tsx'
import { TimeText } from '../../../design/time-text.tsx'
import { disputeHref } from '../association-routes.ts'
import { ClockText } from '../disputes/clock-text.tsx'
import { DisputeMark } from '../disputes/dispute-mark.tsx'
import { useTexts } from '../texts/use-texts.ts'

/** What owners say of this endpoint, and what became of it. */
export function WarningDisputes({ disputes }: { readonly disputes: readonly DisputeRow[] }) {
  const { t } = useTexts()
  return (
    <section className="house-section">
      <h2>{t('disputes.title')}</h2>
      {disputes.length === 0 ? (
        <p className="soft">{t('warning.noDispute')}</p>
      ) : (
        <DataTable
          caption={t('disputes.title')}
          rows={disputes}
          rowKey={(row) => row.id}
          rowHref={(row) => disputeHref(row.id)}
          columns={[
            {
              key: 'id',
              header: t('disputes.reference'),
              cell: (row) => <code>{row.id}</code>,
            },
            {
              key: 'status',
              header: t('warnings.status'),
              cell: (row) => <DisputeMark status={row.status} />,
            },
            { key: 'due', header: t('disputes.due'), cell: (row) => <ClockText dispute={row} /> },
            {
              key: 'filed',
              header: t('disputes.filed'),
              isLow: true,
              cell: (row) => <TimeText at={row.filedAt} />,
            },
          ]}
        />
      )}
    </section>
  )
}
