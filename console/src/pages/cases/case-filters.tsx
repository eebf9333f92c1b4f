import { useEffect, useRef, useState } from 'react'
import type { CaseStatus, Cases } from '../../../../src/web/schemas/cases.ts'
import { Choice } from '../../design/choice.tsx'
import { Icon } from '../../design/icon.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { useShortcuts } from '../../keyboard/use-shortcuts.ts'
import { setQuery } from '../../router/location.ts'
import { type CaseFilter, SEARCH_LENGTH_MAX, STATUSES } from './cases-query.ts'

const SEARCH_DELAY_MS = 250

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
      <SearchField initial={filter.search} />
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

/** Typing goes into the address after a pause, without a step of history for each letter. */
function SearchField({ initial }: { readonly initial: string }) {
  const { t } = useLocale()
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(initial)
  useShortcuts({ '/': () => field.current?.select() })

  useEffect(() => setText(initial), [initial])
  useEffect(() => {
    if (text === initial) return
    const timer = setTimeout(() => setQuery({ search: text }, { replace: true }), SEARCH_DELAY_MS)
    return () => clearTimeout(timer)
  }, [text, initial])

  return (
    <search className="case-search">
      <Icon name="search" />
      <input
        ref={field}
        className="input"
        aria-label={t('cases.search')}
        placeholder={t('cases.searchHint')}
        maxLength={SEARCH_LENGTH_MAX}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' || event.key === 'Enter') field.current?.blur()
        }}
      />
      <kbd>/</kbd>
    </search>
  )
}
