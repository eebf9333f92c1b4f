import './cases.css'
import { useMemo } from 'react'
import type { CaseSummary } from '../../../../src/web/schemas/cases.ts'
import { endpointText } from '../../api/endpoint-text.ts'
import { useNow } from '../../api/use-now.ts'
import { caseColumns } from '../../cases/case-columns.tsx'
import { choicesOf } from '../../cases/choices.ts'
import type { DecisionKind } from '../../cases/decided.ts'
import { useDecisions } from '../../cases/decision.tsx'
import { Button } from '../../design/button.tsx'
import { DataTable, focusedRowKey } from '../../design/data-table.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { useShortcuts } from '../../keyboard/use-shortcuts.ts'
import { navigate, setQuery, useLocation } from '../../router/location.ts'
import { caseHref } from '../../router/routes.ts'
import { useMay } from '../../session/use-reach.ts'
import { BulkBar } from './bulk-bar.tsx'
import { CaseFilters } from './case-filters.tsx'
import { type CaseFilter, filterOf } from './cases-query.ts'
import { SavedViewsBar } from './saved-views.tsx'
import { useCasePages } from './use-case-pages.ts'
import { useSelection } from './use-selection.ts'

export function CasesPage() {
  const { t } = useLocale()
  const { query } = useLocation()
  const filter = useMemo(() => filterOf(query), [query])
  const pages = useCasePages(filter)
  return (
    <>
      <PageTitle title={t(filter.status ? `cases.title.${filter.status}` : 'cases.title')}>
        <SavedViewsBar filter={filter} />
      </PageTitle>
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
  const may = useMay()
  const selection = useSelection(pages.cases, JSON.stringify(filter))
  useDecisionKeys(pages.cases, selection.chosen)
  const columns = caseColumns(locale, useNow())
  if (pages.cases.length === 0) return <NoCase filter={filter} />
  return (
    <>
      <BulkBar chosen={selection.chosen} onClear={selection.clear} />
      <DataTable
        caption={t('cases.caption')}
        rows={pages.cases}
        rowKey={(row) => row.id}
        rowHref={(row) => caseHref(row.id)}
        hasKeys
        {...(may('analyst')
          ? {
              selection: {
                keys: selection.keys,
                labelOf: (row: CaseSummary) => endpointText(row.endpoint),
                onChange: selection.setKeys,
              },
            }
          : {})}
        sort={{
          key: filter.sort,
          onSort: (sort) => setQuery({ sort: sort === 'probability' ? null : sort }),
        }}
        columns={[
          columns.endpointAndReason,
          columns.probability,
          columns.band,
          ...(filter.status === null ? [columns.status] : []),
          columns.clients,
          columns.proposed,
          columns.changed,
        ]}
      />
      {pages.error && <ErrorState error={pages.error} />}
      <div className="case-more">
        <span className="soft small" role="status">
          {t('cases.shown', {
            shown: format.number(pages.cases.length),
            total: format.number(total),
          })}
        </span>
        {pages.hasMore && (
          <Button disabled={pages.isLoading} onClick={() => void pages.load()}>
            {t(pages.isLoading ? 'cases.moreLoading' : 'cases.more')}
          </Button>
        )}
      </div>
    </>
  )
}

/** On what is ticked, else on the row that has the focus. */
function useDecisionKeys(cases: readonly CaseSummary[], chosen: readonly CaseSummary[]): void {
  const { ask } = useDecisions()
  const may = useMay()
  const decide = (kind: DecisionKind) => () => {
    const focused = cases.find(({ id }) => id === focusedRowKey())
    const meant = chosen.length > 0 ? chosen : focused ? [focused] : []
    ask(kind, ...meant.filter((one) => choicesOf(one).includes(kind)))
  }
  useShortcuts({
    c: may('analyst') ? decide('confirm') : undefined,
    d: may('analyst') ? decide('dismiss') : undefined,
    a: may('approver') ? openRequest(cases) : undefined,
  })
}

/** A publication is read before it is approved: the key opens it, and approves there. */
function openRequest(cases: readonly CaseSummary[]) {
  return () => {
    const focused = cases.find(({ id }) => id === focusedRowKey())
    if (focused?.publicationRequest) navigate(caseHref(focused.id))
  }
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
