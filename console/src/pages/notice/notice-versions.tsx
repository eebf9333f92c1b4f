import type {
  NoticeDiff,
  NoticeVersion,
  NoticeVersions,
} from '../../../../src/web/schemas/notice.ts'
import { usePolled } from '../../api/use-polled.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { ErrorState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { Link } from '../../router/link.tsx'
import { useLocation } from '../../router/location.ts'
import { NoticeChanges } from './notice-changes.tsx'

const INTERVAL_MS = 120_000

/** Every version that was published, and what each changed against the one before. */
export function NoticeVersionsSection() {
  const { t, format } = useLocale()
  const { query } = useLocation()
  const chosen = Number(query.get('version') ?? 0)
  const { value, error, reload } = usePolled<NoticeVersions>('/notices', INTERVAL_MS)
  if (!value) return error ? <ErrorState error={error} onRetry={reload} /> : null
  if (value.versions.length === 0) return null
  const columns: readonly Column<NoticeVersion>[] = [
    {
      key: 'version',
      header: t('notices.version'),
      cell: (row) => t('notices.versionOf', { version: row.version }),
    },
    {
      key: 'at',
      header: t('notices.publishedAt'),
      cell: (row) => format.instant(row.publishedAt),
    },
    { key: 'by', header: t('imports.actor'), isLow: true, cell: (row) => row.publishedBy },
    { key: 'note', header: t('notices.note'), isWrapping: true, cell: (row) => row.note },
    {
      key: 'diff',
      header: t('notices.difference'),
      cell: (row) =>
        row.version > 1 ? (
          <Link href={row.version === chosen ? '/notices' : `/notices?version=${row.version}`}>
            {t(row.version === chosen ? 'notices.hideDifference' : 'notices.showDifference')}
          </Link>
        ) : (
          <span className="soft">–</span>
        ),
    },
  ]
  return (
    <>
      <section className="case-section">
        <h2>{t('notices.versions')}</h2>
        <DataTable
          caption={t('notices.versions')}
          rows={value.versions}
          rowKey={(row) => String(row.version)}
          columns={columns}
        />
      </section>
      {chosen > 1 && <Difference version={chosen} />}
    </>
  )
}

function Difference({ version }: { readonly version: number }) {
  const { t } = useLocale()
  const path = `/notice-diff?from=${version - 1}&to=${version}`
  const { value, error } = usePolled<NoticeDiff>(path, INTERVAL_MS)
  if (!value) return error ? <ErrorState error={error} /> : null
  if (value.changes.length === 0) return <p className="soft">{t('notices.sameWords')}</p>
  return (
    <NoticeChanges
      changes={value.changes}
      title={t('notices.differenceOf', { from: version - 1, to: version })}
    />
  )
}
