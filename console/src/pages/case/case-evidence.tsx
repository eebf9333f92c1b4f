import type { Case, CaseEvent } from '../../../../src/web/schemas/cases.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'

type Item = NonNullable<CaseEvent['evidence']> & { readonly sequence: number }

const MARKS = { for: 'flag', against: 'dismissed', withdrawn: 'undo' } as const

/** What others said, by whose word. Of one origin only the newest word counts; older ones stay below it. */
export function CaseEvidence({ subject }: { readonly subject: Case }) {
  const { t, format } = useLocale()
  const items = subject.history
    .flatMap(({ evidence, sequence }): Item[] => (evidence ? [{ ...evidence, sequence }] : []))
    .toReversed()
  const newest = new Map<string, number>()
  for (const { origin, sequence } of items) if (!newest.has(origin)) newest.set(origin, sequence)
  const columns: readonly Column<Item>[] = [
    {
      key: 'origin',
      header: t('evidence.origin'),
      cell: (row) => (
        <>
          <strong>{row.origin}</strong>
          <br />
          <span className="soft small">{t(`evidence.source.${row.source}`)}</span>
        </>
      ),
    },
    {
      key: 'stance',
      header: t('evidence.stance'),
      cell: (row) => <StatusMark icon={MARKS[row.stance]} text={t(`event.stance.${row.stance}`)} />,
    },
    {
      key: 'text',
      header: t('evidence.text'),
      isWrapping: true,
      cell: (row) => (
        <>
          {row.text}
          {Object.entries(row.counts).map(([name, count]) => (
            <span key={name} className="soft small">
              {' '}
              {name} {format.number(count)}
            </span>
          ))}
          {newest.get(row.origin) !== row.sequence && (
            <span className="soft small"> {t('evidence.superseded')}</span>
          )}
        </>
      ),
    },
    {
      key: 'at',
      header: t('evidence.observed'),
      isLow: true,
      cell: (row) => <time dateTime={row.observedAt}>{format.instant(row.observedAt)}</time>,
    },
  ]
  return (
    <section className="case-section">
      <h2>{t('evidence.title')}</h2>
      {items.length === 0 ? (
        <p className="soft">{t('evidence.empty')}</p>
      ) : (
        <DataTable
          caption={t('evidence.title')}
          rows={items}
          rowKey={(row) => String(row.sequence)}
          columns={columns}
        />
      )}
    </section>
  )
}
