import type { ListFetch } from '../../../../src/web/schemas/lists.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'

const MARKS = { imported: 'ok', unchanged: 'ok', failed: 'warning', removed: 'silent' } as const

/** Each attempt: what it changed, and what was not understood. */
export function ListImports({ fetches }: { readonly fetches: readonly ListFetch[] }) {
  const { t, format } = useLocale()
  const columns: readonly Column<ListFetch>[] = [
    {
      key: 'at',
      header: t('imports.at'),
      cell: (row) => <time dateTime={row.at}>{format.instant(row.at)}</time>,
    },
    {
      key: 'outcome',
      header: t('imports.outcome'),
      cell: (row) => (
        <>
          <StatusMark
            icon={MARKS[row.outcome]}
            tone={row.outcome === 'failed' ? 'warning' : 'plain'}
            text={t(`imports.${row.outcome}`)}
          />{' '}
          {row.code && <code className="small">{row.code}</code>}
        </>
      ),
    },
    {
      key: 'changed',
      header: t('imports.changes'),
      isWrapping: true,
      cell: ({ report }) =>
        report &&
        t('imports.counts', {
          added: format.number(report.added + report.relisted),
          removed: format.number(report.removed),
          kept: format.number(report.kept + report.changed),
        }),
    },
    {
      key: 'bad',
      header: t('imports.bad'),
      isLow: true,
      isWrapping: true,
      cell: ({ report }) => report && <BadLines report={report} />,
    },
    { key: 'actor', header: t('imports.actor'), isLow: true, cell: (row) => row.actor },
    {
      key: 'place',
      header: t('lists.place'),
      isLow: true,
      isWrapping: true,
      cell: (row) => <span className="code small">{row.place}</span>,
    },
  ]
  return (
    <section className="case-section">
      <h2>{t('imports.title')}</h2>
      <DataTable
        caption={t('imports.title')}
        rows={fetches}
        rowKey={(row) => String(row.id)}
        columns={columns}
      />
    </section>
  )
}

function BadLines({ report }: { readonly report: NonNullable<ListFetch['report']> }) {
  const { t, format } = useLocale()
  if (report.badLines === 0) return <span className="soft">–</span>
  const [first] = report.firstBadLines
  return (
    <>
      {format.number(report.badLines)}
      {first && (
        <span className="soft small">
          {' '}
          {t('imports.badLine', { line: first.line, reason: first.reason })}
        </span>
      )}
    </>
  )
}
