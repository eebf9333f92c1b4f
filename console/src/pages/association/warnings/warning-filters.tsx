import '../../cases/cases.css'
import type {
  SharedWarnings,
  WarningStatus,
} from '../../../../../src/web/schemas/association/warnings.ts'
import { Choice } from '../../../design/choice.tsx'
import { SearchField } from '../../../design/search-field.tsx'
import { setQuery } from '../../../router/location.ts'
import { useTexts } from '../texts/use-texts.ts'
import { BANDS, SEARCH_LENGTH_MAX, STATUSES, USES, type WarningFilter } from './warnings-query.ts'

export function WarningFilters(props: {
  readonly filter: WarningFilter
  readonly counts: SharedWarnings['counts'] | null
}) {
  const { t, common, format } = useTexts()
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
        label={t('warnings.search')}
        hint={t('warnings.searchHint')}
        lengthMax={SEARCH_LENGTH_MAX}
      />
      <select
        className="input filter-select"
        aria-label={t('warnings.band')}
        value={filter.band ?? ''}
        onChange={(event) => setQuery({ band: event.target.value })}
      >
        <option value="">{t('warnings.anyBand')}</option>
        {BANDS.map((band) => (
          <option key={band} value={band}>
            {common(`band.${band}`)}
          </option>
        ))}
      </select>
      <select
        className="input filter-select"
        aria-label={t('member.uses')}
        value={filter.use ?? ''}
        onChange={(event) => setQuery({ use: event.target.value })}
      >
        <option value="">{t('warnings.anyUse')}</option>
        {USES.map((use) => (
          <option key={use} value={use}>
            {t(`use.${use}`)}
          </option>
        ))}
      </select>
      <Choice<WarningStatus | 'all'>
        legend={t('warnings.status')}
        value={filter.status ?? 'all'}
        options={[
          { value: 'all', label: withCount(t('members.all'), all) },
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
