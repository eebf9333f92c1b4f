import './cases.css'
import { useMemo } from 'react'
import { useNow } from '../../api/use-now.ts'
import { caseColumns } from '../../cases/case-columns.tsx'
import { Button } from '../../design/button.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { setQuery, useLocation } from '../../router/location.ts'
import { caseHref } from '../../router/routes.ts'
import { CaseFilters } from './case-filters.tsx'
import { type CaseFilter, filterOf } from './cases-query.ts'
import { useCasePages } from './use-case-pages.ts'

export function CasesPage() {
  const { t } = useLocale()
  const { query } = useLocation()
  const filter = useMemo(() => filterOf(query), [query])
  const pages = useCasePages(filter)
  return (
    <>
      <PageTitle title={t('cases.title')} />
      <CaseFilters filter={filter} counts={pages.first.value?.counts ?? null} />
      {pages.first.value ? (
        <CaseList filter={filter} pages={pages} total={pages.first.value.total} />
      ) : pages.first.error ? (
        <ErrorState error={pages.first.error} onRetry={pages.first.reload} />
      ) : (
        <LoadingState lines={10} />
      )}
    </>
  )
}

function CaseList(props: {
  readonly filter: CaseFilter
  readonly pages: ReturnType<typeof useCasePages>
  readonly total: number
}) {
  const locale = useLocale()
  const { t, format } = locale
  const { filter, pages, total } = props
  const columns = caseColumns(locale, useNow())
  if (pages.cases.length === 0) return <NoCase filter={filter} />
  return (
    <>
      <DataTable
        caption={t('cases.caption')}
        rows={pages.cases}
        rowKey={(row) => row.id}
        rowHref={(row) => caseHref(row.id)}
        hasKeys
        sort={{
          key: filter.sort,
          onSort: (sort) => setQuery({ sort: sort === 'probability' ? null : sort }),
        }}
        columns={[
          columns.endpointAndReason,
          columns.probability,
          columns.band,
          columns.status,
          columns.clients,
          columns.reason,
          columns.proposed,
          columns.changed,
        ]}
      />
      {pages.moreError && <ErrorState error={pages.moreError} />}
      <div className="case-more">
        <span className="soft small" role="status">
          {t('cases.shown', {
            shown: format.number(pages.cases.length),
            total: format.number(total),
          })}
        </span>
        {pages.hasMore && (
          <Button disabled={pages.isLoadingMore} onClick={() => void pages.loadMore()}>
            {t(pages.isLoadingMore ? 'cases.moreLoading' : 'cases.more')}
          </Button>
        )}
      </div>
    </>
  )
}

function NoCase({ filter }: { readonly filter: CaseFilter }) {
  const { t } = useLocale()
  const isFiltered = filter.status !== null || filter.search !== ''
  return (
    <EmptyState level={2} title={t('cases.emptyTitle')}>
      <p className="soft">{t(isFiltered ? 'cases.emptyFiltered' : 'cases.emptyAll')}</p>
      {isFiltered && (
        <Button onClick={() => setQuery({ status: null, search: null })}>{t('cases.clear')}</Button>
      )}
    </EmptyState>
  )
}
