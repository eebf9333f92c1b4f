import type { CaseStatus, Cases } from '../../../../src/web/schemas/cases.ts'
import { Choice } from '../../design/choice.tsx'
import { SearchField } from '../../design/search-field.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { setQuery } from '../../router/location.ts'
import { type CaseFilter, SEARCH_LENGTH_MAX, STATUSES } from './cases-query.ts'

export function CaseFilters(props: {
  readonly filter: CaseFilter
  readonly counts: Cases['counts'] | null
}) {
  const { t, format } = useLocale()
  const { filter, counts } = props
  const all = counts && Object.values(counts).reduce((sum, count) => sum + count, 0)
  const withCount = (label: string, count: number | null | undefined) => (
    <>
      {label}
      {typeof count === 'number' && <span className="count">{format.number(count)}</span>}
    </>
  )
  return (
    <div className="case-filters">
      <SearchField
        initial={filter.search}
        label={t('cases.search')}
        hint={t('cases.searchHint')}
        lengthMax={SEARCH_LENGTH_MAX}
      />
      <Choice<CaseStatus | 'all'>
        legend={t('cases.filter')}
        value={filter.status ?? 'all'}
        options={[
          { value: 'all', label: withCount(t('cases.all'), all) },
          ...STATUSES.map((value) => ({
            value,
            label: withCount(t(`status.${value}`), counts && (counts[value] ?? 0)),
          })),
        ]}
        onChoose={(value) => setQuery({ status: value === 'all' ? null : value })}
      />
    </div>
  )
}
