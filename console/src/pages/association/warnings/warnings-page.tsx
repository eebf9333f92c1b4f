import { useMemo } from 'react'
import type { SharedWarnings } from '../../../../../src/web/schemas/association/warnings.ts'
import { useFurther } from '../../../api/use-further.ts'
import { usePolled } from '../../../api/use-polled.ts'
import { Button } from '../../../design/button.tsx'
import { type Column, DataTable } from '../../../design/data-table.tsx'
import { EndpointName } from '../../../design/endpoint-name.tsx'
import { PageTitle } from '../../../design/page-title.tsx'
import { EmptyState, ErrorState } from '../../../design/states.tsx'
import { TimeText } from '../../../design/time-text.tsx'
import { setQuery, useLocation } from '../../../router/location.ts'
import { warningHref } from '../association-routes.ts'
import { PolledView } from '../polled-view.tsx'
import { type Texts, useTexts } from '../texts/use-texts.ts'
import { WarningMark } from '../warning-mark.tsx'
import { WarningFilters } from './warning-filters.tsx'
import { filterOf, type WarningFilter, warningsPath } from './warnings-query.ts'

const INTERVAL_MS = 15_000
type Row = SharedWarnings['warnings'][number]

/** Everything that the hub says now, what changed last first. */
export function WarningsPage() {
  const { t } = useTexts()
  const { query } = useLocation()
  const filter = useMemo(() => filterOf(query), [query])
  const first = usePolled<SharedWarnings>(warningsPath(filter), INTERVAL_MS)
  return (
    <>
      <PageTitle title={t('warnings.title')} />
      <WarningFilters filter={filter} counts={first.value?.counts ?? null} />
      <PolledView polled={first} lines={10}>
        {(value) => <WarningList filter={filter} first={value} />}
      </PolledView>
    </>
  )
}

function WarningList(props: { readonly filter: WarningFilter; readonly first: SharedWarnings }) {
  const texts = useTexts()
  const { t, format } = texts
  const { filter, first } = props
  const further = useFurther((cursor) => warningsPath(filter, cursor), first)
  const known = new Map<string, Row>()
  for (const { warnings } of [first, ...further.pages])
    for (const one of warnings) if (!known.has(one.id)) known.set(one.id, one)
  if (known.size === 0) return <NoWarning filter={filter} />
  return (
    <>
      <DataTable
        caption={t('warnings.title')}
        rows={[...known.values()]}
        rowKey={(row) => row.id}
        rowHref={(row) => warningHref(row.id)}
        hasKeys
        columns={columnsFor(texts)}
      />
      {further.error && <ErrorState error={further.error} />}
      <p className="page-tools house-section">
        <span className="soft small" role="status">
          {t('warnings.shown', {
            shown: format.number(known.size),
            total: format.number(first.total),
          })}
        </span>
        {further.hasMore && (
          <Button isSmall disabled={further.isLoading} onClick={() => void further.load()}>
            {t('more')}
          </Button>
        )}
      </p>
    </>
  )
}

function columnsFor({ t, common }: Texts): readonly Column<Row>[] {
  return [
    {
      key: 'endpoint',
      header: t('warnings.endpoint'),
      cell: (row) => <EndpointName endpoint={row} />,
    },
    {
      key: 'status',
      header: t('warnings.status'),
      cell: (row) => <WarningMark status={row.status} />,
    },
    {
      key: 'kind',
      header: t('warnings.kind'),
      isLow: true,
      cell: (row) => common(`kind.${row.kind}`),
    },
    {
      key: 'band',
      header: t('warnings.band'),
      isLow: true,
      cell: (row) => common(`band.${row.band}`),
    },
    {
      key: 'uses',
      header: t('member.uses'),
      isLow: true,
      isWrapping: true,
      cell: (row) => row.uses.map((use) => t(`use.${use}`)).join(t('separator')),
    },
    {
      key: 'changed',
      header: t('warnings.changed'),
      cell: (row) => <TimeText at={row.changedAt} />,
    },
    {
      key: 'until',
      header: t('warnings.until'),
      isLow: true,
      sortValue: (row) => row.validUntil,
      cell: (row) => <TimeText at={row.validUntil} />,
    },
  ]
}

function NoWarning({ filter }: { readonly filter: WarningFilter }) {
  const { t } = useTexts()
  const isFiltered = Object.values(filter).some((value) => value !== null && value !== '')
  return (
    <EmptyState level={2} title={t('warnings.emptyTitle')}>
      <p className="soft">{t(isFiltered ? 'warnings.emptyFiltered' : 'warnings.emptyAll')}</p>
      {isFiltered && (
        <Button onClick={() => setQuery({ status: null, band: null, use: null, search: null })}>
          {t('warnings.clear')}
        </Button>
      )}
    </EmptyState>
  )
}
