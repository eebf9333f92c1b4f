import type { MeasureChanges } from '../../../../src/web/schemas/measures.ts'
import { usePolled } from '../../api/use-polled.ts'
import { DataTable } from '../../design/data-table.tsx'
import { ErrorState } from '../../design/states.tsx'
import { TimeText } from '../../design/time-text.tsx'
import { useTexts } from './texts/use-texts.ts'

const INTERVAL_MS = 60_000

/** What came in force and what was lifted, when, and who said so. */
export function ChangesSection() {
  const { t, format } = useTexts()
  const { value, error, reload } = usePolled<MeasureChanges>(
    '/measures/changes?limit=20',
    INTERVAL_MS,
  )
  return (
    <section className="case-section">
      <h2>{t('changes.title')}</h2>
      {!value ? (
        error && <ErrorState error={error} onRetry={reload} />
      ) : value.changes.length === 0 ? (
        <p className="soft">{t('changes.none')}</p>
      ) : (
        <DataTable
          caption={t('changes.title')}
          rows={value.changes}
          rowKey={(row) => String(row.number)}
          columns={[
            { key: 'at', header: t('changes.at'), cell: (row) => <TimeText at={row.at} /> },
            {
              key: 'actor',
              header: t('changes.actor'),
              cell: (row) => (row.actor === 'schedule' ? t('changes.schedule') : row.actor),
            },
            {
              key: 'added',
              header: t('changes.added'),
              align: 'end',
              cell: (row) => format.number(row.added),
            },
            {
              key: 'removed',
              header: t('changes.removed'),
              align: 'end',
              cell: (row) => format.number(row.removed),
            },
            {
              key: 'plan',
              header: t('changes.plan'),
              isLow: true,
              cell: (row) => <code className="soft">{row.plan.slice(0, 12)}</code>,
            },
          ]}
        />
      )}
    </section>
  )
}
