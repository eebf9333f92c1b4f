import './lists.css'
import type { ListSource, ListSources } from '../../../../src/web/schemas/lists.ts'
import { useNow } from '../../api/use-now.ts'
import { usePolled } from '../../api/use-polled.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../design/states.tsx'
import { type Locale, useLocale } from '../../i18n/locale.tsx'
import { listHref } from '../../router/routes.ts'
import { ListState } from './list-state.tsx'
import { Precision } from './precision.tsx'

const INTERVAL_MS = 60_000

/** What others say of endpoints, how fresh it is, and how often they were right by our own decisions. */
export function ListsPage() {
  const { t } = useLocale()
  const { value, error, reload } = usePolled<ListSources>('/lists', INTERVAL_MS)
  return (
    <>
      <PageTitle title={t('lists.title')} />
      {value ? (
        value.sources.length === 0 ? (
          <NoList />
        ) : (
          <Lists sources={value.sources} />
        )
      ) : error ? (
        <ErrorState error={error} onRetry={reload} />
      ) : (
        <LoadingState lines={8} />
      )}
    </>
  )
}

function Lists({ sources }: { readonly sources: readonly ListSource[] }) {
  const locale = useLocale()
  const { t } = locale
  const now = useNow()
  const standing = sources.filter(({ removedAt }) => removedAt === null)
  const ended = sources.filter(({ removedAt }) => removedAt !== null)
  return (
    <>
      <ListGroup
        title={t('lists.reputation')}
        text={t('lists.reputationText')}
        rows={standing.filter(({ kind }) => kind === 'reputation')}
        columns={columnsFor(locale, now, true)}
      />
      <ListGroup
        title={t('lists.knownGood')}
        text={t('lists.knownGoodText')}
        rows={standing.filter(({ kind }) => kind === 'known-good')}
        columns={columnsFor(locale, now, false)}
      />
      {ended.length > 0 && (
        <ListGroup
          title={t('lists.ended')}
          text={t('lists.endedText')}
          rows={ended}
          columns={columnsFor(locale, now, false)}
        />
      )}
      <p className="soft small case-section">{t('lists.byCommand')}</p>
    </>
  )
}

function ListGroup(props: {
  readonly title: string
  readonly text: string
  readonly rows: readonly ListSource[]
  readonly columns: readonly Column<ListSource>[]
}) {
  const { t } = useLocale()
  return (
    <section className="list-group">
      <h2>{props.title}</h2>
      <p className="soft page-lead">{props.text}</p>
      {props.rows.length === 0 ? (
        <p className="soft">{t('lists.groupEmpty')}</p>
      ) : (
        <DataTable
          caption={props.title}
          rows={props.rows}
          rowKey={(row) => row.name}
          rowHref={(row) => listHref(row.name)}
          hasKeys
          columns={props.columns}
        />
      )}
    </section>
  )
}

function columnsFor(
  { t, format }: Locale,
  nowMs: number,
  hasPrecision: boolean,
): readonly Column<ListSource>[] {
  const precision: Column<ListSource> = {
    key: 'precision',
    header: t('lists.precision'),
    sortValue: (row) => row.verdicts.precision?.share ?? -1,
    cell: (row) => <Precision verdicts={row.verdicts} />,
  }
  return [
    { key: 'name', header: t('lists.name'), cell: (row) => row.name },
    {
      key: 'state',
      header: t('lists.state'),
      cell: (row) => <ListState source={row} nowMs={nowMs} />,
    },
    {
      key: 'listed',
      header: t('lists.listed'),
      align: 'end',
      sortValue: (row) => row.listedCount,
      cell: (row) => format.number(row.listedCount),
    },
    ...(hasPrecision ? [precision] : []),
    {
      key: 'voice',
      header: t('lists.voice'),
      isLow: true,
      cell: (row) => (row.origin ? t('lists.copies', { origin: row.origin }) : t('lists.ownVoice')),
    },
    {
      key: 'terms',
      header: t('lists.terms'),
      isLow: true,
      isWrapping: true,
      cell: (row) => row.terms,
    },
  ]
}

function NoList() {
  const { t } = useLocale()
  return (
    <EmptyState level={2} title={t('lists.emptyTitle')}>
      <p className="soft">{t('lists.emptyText')}</p>
      <pre className="code">
        noroshi list import feed.csv --source example-feed --terms &quot;CC0&quot;
      </pre>
    </EmptyState>
  )
}
