import './audit.css'
import type { AuditPage as Page, Purposes } from '../../../../src/web/schemas/accountability.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Button } from '../../design/button.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { setQuery, useLocation } from '../../router/location.ts'
import { useMay } from '../../session/use-reach.ts'
import { AuditFilters } from './audit-filters.tsx'
import { auditFilterOf, auditPath, exportHref } from './audit-query.ts'
import { AuditTable } from './audit-table.tsx'
import { ChainVerdict } from './chain-verdict.tsx'
import { PurposeTable } from './purpose-table.tsx'
import { useAuditPages } from './use-audit-pages.ts'

const INTERVAL_MS = 60_000

/** Who looked at which window of flows, for which purpose, and whether this record can be believed. */
export function AuditPage() {
  const { t } = useLocale()
  const may = useMay()
  return (
    <>
      <PageTitle title={t('audit.title')} />
      <p className="page-lead soft">{t('audit.text')}</p>
      {may('privacy-officer') ? <Audit /> : <p>{t('audit.notYours')}</p>}
    </>
  )
}

function Audit() {
  const { t } = useLocale()
  const { query } = useLocation()
  const filter = auditFilterOf(query)
  const path = auditPath(filter)
  const first = usePolled<Page>(path, INTERVAL_MS)
  const purposes = usePolled<Purposes>('/purposes', INTERVAL_MS * 10).value?.purposes ?? []
  const pages = useAuditPages(filter, first.value)
  const isFiltered = Object.values(filter).some((one) => one !== '')
  return (
    <>
      <ChainVerdict />
      <AuditFilters filter={filter} purposes={purposes} />
      {!first.value ? (
        first.error ? (
          <ErrorState error={first.error} onRetry={first.reload} />
        ) : (
          <LoadingState lines={10} />
        )
      ) : pages.entries.length === 0 && !pages.hasMore ? (
        <EmptyState level={2} title={t('audit.emptyTitle')}>
          <p className="soft">{t(isFiltered ? 'audit.emptyFiltered' : 'audit.emptyText')}</p>
          {isFiltered && (
            <Button
              onClick={() =>
                setQuery({ kind: null, purpose: null, actor: null, from: null, to: null })
              }
            >
              {t('cases.clear')}
            </Button>
          )}
        </EmptyState>
      ) : (
        <AuditTable entries={pages.entries} purposes={purposes} />
      )}
      {pages.entries.length > 0 && (
        <p className="small">
          <a href={exportHref(path, 'csv')} download>
            {t('audit.exportCsv')}
          </a>{' '}
          <a href={exportHref(path, 'jsonl')} download>
            {t('audit.exportJson')}
          </a>
        </p>
      )}
      {pages.error && <ErrorState error={pages.error} />}
      {pages.hasMore && (
        <Button disabled={pages.isLoading} onClick={() => void pages.load()}>
          {t(pages.isLoading ? 'cases.moreLoading' : 'audit.older')}
        </Button>
      )}
      {purposes.length > 0 && <PurposeTable purposes={purposes} />}
    </>
  )
}
