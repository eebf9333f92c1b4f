import type { ListEntry } from '../../../../src/web/schemas/lists.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { Link } from '../../router/link.tsx'
import { listHref } from '../../router/routes.ts'

type Entry = ListEntry & { readonly listKind?: 'reputation' | 'known-good' }

/** What stands on a list, since when, and by which line of which import. */
export function EntryTable(props: {
  readonly entries: readonly Entry[]
  /** Where entries of many lists stand together. */
  readonly hasSource?: boolean
}) {
  const { t, format } = useLocale()
  const day = (iso: string) => (
    <time dateTime={iso} title={format.instant(iso)}>
      {format.date(iso)}
    </time>
  )
  const columns: readonly Column<Entry>[] = [
    {
      key: 'network',
      header: t('entry.network'),
      cell: (row) => (
        <span className="code" translate="no">
          {shortNetwork(row.network)}
          {row.port !== null && `:${row.port}`}
          {row.protocol !== null && `/${row.protocol}`}
        </span>
      ),
    },
    ...(props.hasSource
      ? [
          {
            key: 'source',
            header: t('entry.list'),
            cell: (row: Entry) => (
              <>
                <Link href={listHref(row.source)}>{row.source}</Link>{' '}
                {row.listKind && (
                  <span className="soft small">{t(`lists.kind.${row.listKind}`)}</span>
                )}
              </>
            ),
          },
        ]
      : []),
    {
      key: 'state',
      header: t('entry.state'),
      cell: (row) =>
        row.lastRemovedAt === null ? (
          <StatusMark icon="ok" text={t('entry.listed')} />
        ) : (
          <StatusMark icon="silent" tone="soft" text={t('entry.removed')} />
        ),
    },
    {
      key: 'said',
      header: t('entry.said'),
      isLow: true,
      isWrapping: true,
      cell: (row) => (
        <>
          {t(`kind.${row.kind}`)}
          <span className="soft"> {[row.tag, row.reason].filter(Boolean).join(' · ')}</span>
        </>
      ),
    },
    { key: 'first', header: t('entry.first'), isLow: true, cell: (row) => day(row.firstListedAt) },
    {
      key: 'last',
      header: t('entry.last'),
      isLow: true,
      cell: (row) => (row.lastVerifiedAt ? day(row.lastVerifiedAt) : '–'),
    },
    {
      key: 'ends',
      header: t('entry.ends'),
      isLow: true,
      cell: (row) => (row.endsAt ? day(row.endsAt) : '–'),
    },
    {
      key: 'from',
      header: t('entry.from'),
      isLow: true,
      align: 'end',
      cell: (row) => (
        <span className="soft">{t('entry.fromLine', { fetch: row.fetchId, line: row.line })}</span>
      ),
    },
  ]
  return (
    <DataTable
      caption={t('entry.caption')}
      rows={props.entries}
      rowKey={(row) => String(row.id)}
      columns={columns}
    />
  )
}

/** A host prefix is an address to everybody who reads it. */
const shortNetwork = (network: string): string =>
  network.replace(network.includes(':') ? /\/128$/ : /\/32$/, '')
